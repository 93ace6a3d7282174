"""Goals through the real window: made from what the data suggests, changed, counted, their people opened, undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from convdesk.desk.screens.goals.how_fields import ORDER
from convdesk.model.goal import GoalKind, Part
from convdesk.operations import goals, segments
from convdesk.operations.imports import remove_sources
from convdesk.operations.studies import describe_study

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"support raise", "grabbing the")


@pytest.fixture
def screen(window):
    window.show_goals()
    window.settled()
    return window.goals


@pytest.fixture
def told(screen, study):
    heard = []
    screen.people_wanted.connect(lambda segment, _: heard.append(len(segments.people_in_segment(study, segment))))
    return heard


@pytest.fixture
def with_goals(qtbot, window, screen):
    """The first thing that the data suggests, made with one click."""
    qtbot.mouseClick(screen.proposals.making[0], Qt.MouseButton.LeftButton)
    window.settled()
    return screen


def lines(screen) -> list[str]:
    return [screen.list.item(n).text() for n in range(screen.list.count())]


def test_what_the_data_suggests_becomes_a_tree_with_one_click(with_goals):
    assert lines(with_goals)[0].startswith("Done · acquisition\n12 people · 20 %")
    assert lines(with_goals)[1].startswith("↳ Sign up")
    assert any("nobody to compare with" in getattr(shape, "text", "") for shape in with_goals.canvas.drawing.shapes)
    with_goals.grab()


def test_every_number_opens_as_many_people_as_it_says(window, with_goals, told):
    report = with_goals._look.report
    for lift in report.tree[0].lifts:
        counts = {Part.DID: lift.did, Part.DID_THEN: lift.did_then, Part.THROUGH: lift.through}
        for one in with_goals.canvas.drawing.openings:
            if one.people and one.people.goal.name == lift.micro.name and one.people.part in counts:
                with_goals.canvas.opened.emit(one.people, one.who)
                window.settled()
                assert told[-1] == counts[one.people.part]
    window.show_goals()
    with_goals.people.click()
    assert told[-1] == 12


def test_a_goal_is_made_by_hand_renamed_and_undone(qtbot, window, with_goals, study):
    with_goals.adding.click()
    window.settled()
    editor = with_goals.editor
    editor.keeping.click()
    window.settled()
    assert editor._bar.isVisible()
    qtbot.keyClicks(editor.name, "Stays")
    editor.how.kind.setCurrentIndex(ORDER.index(GoalKind.PAGES))
    editor.how.kind.activated.emit(editor.how.kind.currentIndex())
    editor.target.wanted.setChecked(True)
    editor.keeping.click()
    window.settled()
    kept = goals.find_goal(study, "Stays")
    assert (kept.at_least, kept.parent, kept.target is not None) == (5, "Done", True)
    assert not editor.isVisible()
    with_goals.list.setCurrentRow(0)
    with_goals.changing.click()
    window.settled()
    with_goals.grab()
    editor.name.setText("Activated")
    qtbot.keyClick(editor.name, Qt.Key.Key_Return)
    window.settled()
    assert {goal.parent for goal in goals.list_goals(study)} == {"", "Activated"}
    window.undo()
    window.settled()
    assert lines(with_goals)[0].startswith("Done")


@pytest.mark.parametrize("kind", list(GoalKind))
def test_every_kind_shows_its_fields_again_as_they_were_kept(window, with_goals, kind):
    with_goals.adding.click()
    window.settled()
    editor = with_goals.editor
    editor.name.setText("One")
    editor.how.kind.setCurrentIndex(ORDER.index(kind))
    editor.how.kind.activated.emit(editor.how.kind.currentIndex())
    if kind in {GoalKind.EVENT, GoalKind.PAGE}:
        editor.how.step.typed.emit("Verify")
    if kind is GoalKind.ANSWER:
        editor.how.operator.setCurrentIndex(3)
        editor.how.answer.setText("6")
    said = editor.said()
    editor.show_goal(said, with_goals._look, editor.how._things)
    assert editor.said() == said
    editor.keeping.click()
    window.settled()
    assert any("One" in line for line in lines(with_goals))


def test_a_removed_goal_comes_back_and_without_data_a_file_is_asked_for(window, with_goals, study):
    with_goals.list.setCurrentRow(1)
    with_goals.removing.click()
    window.settled()
    assert not any("Sign up" in line for line in lines(with_goals))
    window.undo()
    window.undo()
    window.settled()
    window.settled()
    assert with_goals._stack.currentWidget() is with_goals.proposals
    remove_sources(study, [source.id for source in describe_study(study).sources])
    window.settled()
    assert with_goals.proposals.currentWidget() is with_goals.proposals.empty
