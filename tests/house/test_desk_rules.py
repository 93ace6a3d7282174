"""Rules of the desk that no linter knows."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from convdesk.desk.actions import ACTIONS, MENUS, callback
from convdesk.desk.app import Desk
from convdesk.desk.guide import Guide
from convdesk.desk.screens.data.screen import DataScreen
from convdesk.desk.screens.findings.screen import FindingsScreen
from convdesk.desk.screens.friction.screen import FrictionScreen
from convdesk.desk.screens.funnel.screen import FunnelScreen
from convdesk.desk.screens.imports.screen import ImportScreen
from convdesk.desk.screens.paths.screen import PathsScreen
from convdesk.desk.screens.people.screen import PeopleScreen
from convdesk.desk.screens.replay.screen import ReplayScreen
from convdesk.desk.screens.review.evidence_side import EvidenceSide
from convdesk.desk.screens.review.page_pane import PagePane
from convdesk.desk.screens.review.screen import ReviewScreen
from convdesk.desk.screens.trends.screen import TrendsScreen
from convdesk.desk.welcome import Welcome
from convdesk.desk.widgets.command_palette import CommandPalette
from convdesk.desk.widgets.shortcuts import MORE, ShortcutsPage
from convdesk.desk.window import SCREENS, StudyWindow
from convdesk.desk.withdrawal import WithdrawPerson
from desk.fakes import FakeQuestions, Now, Scripted
from desk.funnel_fakes import FakeFunnels
from desk.test_friction_presenters import Study as FakeFriction

DESK = Path(__file__).parents[2] / "src" / "convdesk" / "desk"
FILES = sorted(DESK.rglob("*.py"))
COLOUR = re.compile(r"""["']#[0-9a-fA-F]{3,8}["']|QColor\(\s*["'\d]|Qt\.GlobalColor\.(?!transparent)""")
HEAVY = ("pandas", "sqlite_utils", "pyqtgraph", "duckdb", "scipy", "pptx", "rich")


def places(pattern: str, files=FILES):
    """Lines that match, as `file:line`."""
    found = re.compile(pattern)
    return [
        f"{path.relative_to(DESK)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if found.search(line)
    ]


def test_only_the_theme_knows_colours_and_style_sheets():
    others = [path for path in FILES if path.name != "theme.py"]
    assert places(COLOUR.pattern, others) == []
    assert places(r"setStyleSheet", others) == []


def test_the_window_is_never_kept_alive_by_force():
    assert places(r"processEvents") == []


def test_no_dialog_stops_the_app():
    calls = places(r"\.exec\(")
    assert [place.rpartition(":")[0] for place in calls] == ["app.py"], "only the application itself runs"


def test_no_file_dialog_or_message_box_is_asked_through_a_static_call():
    assert places(r"QFileDialog\.get|QMessageBox\.(question|information|warning|critical)|QInputDialog") == []


def test_every_shortcut_is_there_once():
    keys = Counter(QKeySequence(action.keys).toString() for action in ACTIONS if action.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    assert "" not in keys, "a shortcut that Qt cannot read"


def test_every_action_is_in_a_menu_and_has_a_callback():
    targets = {"desk": Desk, "window": StudyWindow, "review": ReviewScreen, "page": PagePane, "guide": Guide}
    targets |= {"privacy": WithdrawPerson, "evidence": EvidenceSide}
    for action in ACTIONS:
        assert action.menu in MENUS
        assert callable(callback(action.does, targets))


def test_actions_are_called_differently():
    assert len({action.id for action in ACTIONS}) == len({action.title for action in ACTIONS}) == len(ACTIONS)


@pytest.fixture
def screens(qtbot):
    """Every screen and dialog, with nothing behind it."""
    jobs, questions = Now(), FakeQuestions()
    made = {
        "review": ReviewScreen(jobs, questions, Scripted(), "UTC"),
        "findings": FindingsScreen(jobs, questions, "UTC"),
        "data": DataScreen(jobs, questions, "UTC"),
        "friction": FrictionScreen(jobs, FakeFriction(), "UTC"),
        "imports": ImportScreen(jobs, questions, Scripted()),
        "paths": PathsScreen(jobs, questions),
        "funnel": FunnelScreen(jobs, FakeFunnels(), "UTC"),
        "trends": TrendsScreen(jobs, questions),
        "people": PeopleScreen(jobs, questions, Scripted(), "UTC"),
        "replay": ReplayScreen(jobs, questions, Scripted(), "UTC"),
        "welcome": Welcome(),
    }
    made["review"].presenter.open()
    made["funnel"].presenter.open()
    made["review"].presenter.start_finding()
    made["friction"].presenter.open()
    front = made["welcome"]
    made["palette"] = CommandPalette([QAction("Add finding", front)], front)
    made["shortcuts"] = ShortcutsPage(front)
    for screen in made.values():
        qtbot.addWidget(screen)
    return made


def focusable(screen: QWidget) -> list[QWidget]:
    """What can be reached by Tab or click; the insides of Qt's own widgets aside."""
    return [
        widget
        for widget in screen.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.objectName().startswith("qt_")
        and type(widget).__name__ not in {"QComboBoxListView", "QComboBoxPrivateContainer", "QHeaderView"}
    ]


def test_everything_that_can_be_focused_has_a_name(screens):
    nameless = [
        f"{name}: {type(widget).__name__} in {type(widget.parent()).__name__}"
        for name, screen in screens.items()
        for widget in focusable(screen)
        if not widget.accessibleName()
    ]
    assert nameless == []
    assert len(focusable(screens["review"])) > 20


def test_presenters_and_operations_need_no_qt():
    names = [
        "convdesk." + ".".join(path.relative_to(DESK.parent).with_suffix("").parts)
        for path in FILES
        if path.name.endswith("presenter.py") or path.name in {"looks.py", "ports.py", "study_questions.py"}
    ]
    assert len(names) > 10
    code = f"import sys, {', '.join(names)}; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_presenters_stay_short():
    for path in FILES:
        if path.name.endswith("presenter.py"):
            classes = [
                node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)
            ]
            for node in classes:
                assert node.end_lineno - node.lineno <= 200, f"{path.name}: {node.name}"
    assert len((DESK / "window.py").read_text(encoding="utf-8").splitlines()) <= 300


GREET = """
import sys
from pathlib import Path
from convdesk.desk import app
from convdesk.desk.settings import Settings
desk = app.Desk(app.application(), Settings(Path(sys.argv[1])))
desk.welcome()
from PySide6.QtTest import QTest
assert QTest.qWaitForWindowExposed(desk.greeting)
heavy = sorted({name.partition('.')[0] for name in sys.modules} & set(sys.argv[2:]))
desk.close()
sys.exit(f'imported before it was needed: {heavy}' if heavy else 0)
"""


def test_the_welcome_window_imports_nothing_heavy(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", GREET, str(tmp_path / "settings.ini"), *HEAVY],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr


def test_the_screens_stand_in_the_menu_in_the_order_of_the_rail_and_say_their_keys():
    shown = [(action.id.removeprefix("show_"), action.title) for action in ACTIONS if action.id.startswith("show_")]
    assert tuple(shown) == SCREENS
    assert all(action.keys for action in ACTIONS if action.id.startswith("show_"))


def test_every_key_of_the_page_of_shortcuts_can_be_read():
    texts = [text for keys in MORE for text in keys.text.split(", ")]
    assert "" not in texts
