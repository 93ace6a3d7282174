"""A small study made through the operations, and the real window on it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer

from convdesk.desk.jobs import JobRunner
from convdesk.desk.settings import Settings
from convdesk.desk.warm import cool_down, warm_up
from convdesk.desk.window import OpenStudy, StudyWindow
from convdesk.operations.imports import ImportChoices, import_file
from convdesk.operations.studies import create_study

if TYPE_CHECKING:
    from pathlib import Path

STEPS = ("Open", "Sign up", "Verify", "Done")
REACH = (60, 48, 40, 12)
SAID = "The code had expired for the {n}. time."


def write_log(path: Path, people: int = 60) -> Path:
    """Events of people who go as far as REACH says; each leaves on the page of the step."""
    lines = ["user_id,session_id,event,time,url"]
    for person in range(people):
        for place, step in enumerate(STEPS):
            if person < REACH[place] * people // 60:
                at = f"2026-03-{1 + person % 9:02}T10:{place:02}:{person % 60:02}Z"
                lines.append(f"u{person},s{person},{step},{at},https://app.example/{step.lower().replace(' ', '-')}")
    lines.append("u0,s0,Open,2026-03-31T10:00:00Z,https://app.example/open")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_survey(path: Path) -> Path:
    """Answers of people who left after the third step."""
    lines = ["Respondent,User ID,Completed at,What almost stopped you?,How easy was it? (0-10)"]
    for n, person in enumerate(range(13, 33)):
        lines.append(f"r{n},u{person},2026-03-12T10:00:00Z,{SAID.format(n=n)},{n % 11}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Heartbeat(QTimer):
    """Beats on the UI thread and keeps how long each beat had to wait."""

    def __init__(self) -> None:
        super().__init__()
        self._since = QElapsedTimer()
        self.waits_ms: list[int] = []
        self.setInterval(5)
        self.timeout.connect(self._beat)
        self._since.start()
        self.start()

    def _beat(self) -> None:
        self.waits_ms.append(self._since.restart())

    @property
    def longest_ms(self) -> int:
        return max(self.waits_ms)

    @property
    def usual_longest_ms(self) -> int:
        """What 95 of 100 beats did not wait longer than."""
        return sorted(self.waits_ms)[len(self.waits_ms) * 95 // 100]


@pytest.fixture
def warm():
    """As the desk is soon after its start: what is heavy is imported and stays."""
    warm_up()
    yield
    cool_down()


@pytest.fixture
def study(tmp_path):
    """A log of 60 people and the answers of 20 who left after Verify."""
    made = create_study(tmp_path / "March.convdesk", "March")
    import_file(made, write_log(tmp_path / "log.csv"))
    import_file(made, write_survey(tmp_path / "answers.csv"), ImportChoices(reader="survey"))
    return made


@pytest.fixture
def window(qtbot, study, tmp_path):
    """The window on that study, with everything shown that it shows by itself."""
    errors = []
    settings = Settings(tmp_path / "settings.ini")
    opened = StudyWindow(OpenStudy.of(study), JobRunner(errors.append), settings, Anything())
    qtbot.addWidget(opened)
    opened.resize(1280, 720)
    opened.show()
    opened.settled = lambda: settle(qtbot, opened)
    opened.settled()
    yield opened
    opened.close()
    assert errors == []
    gc.collect()


def settle(qtbot, window) -> None:
    """Wait until no work is under way and all news are heard."""
    heard = []
    for _ in range(3):
        qtbot.waitUntil(window._jobs.is_idle, timeout=20_000)
        QTimer.singleShot(0, lambda: heard.append(True))
        qtbot.waitUntil(lambda: bool(heard))
        heard.clear()


class Anything:
    """The desk around a window; nothing of it is needed here."""

    def __getattr__(self, _name):
        return lambda: None
