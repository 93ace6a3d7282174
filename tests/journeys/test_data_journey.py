"""What was answered is seen where the data is, also when there is nothing but a survey."""

from __future__ import annotations

import pytest

from conftest import SAID, write_survey
from convdesk.operations.imports import ImportChoices, import_file
from convdesk.operations.studies import create_study

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def study(tmp_path):
    """Answers of twenty people, and nothing else."""
    made = create_study(tmp_path / "Survey.convdesk", "Survey")
    import_file(made, write_survey(tmp_path / "answers.csv"), ImportChoices(reader="survey"))
    return made


@pytest.fixture
def screen(window):
    window.show_data()
    window.settled()
    return window.data


def cells(view) -> list[str]:
    model = view.model()
    return [model.index(0, column).data() for column in range(model.columnCount())]


def test_a_study_of_answers_alone_shows_its_questions_and_the_answers(screen):
    assert not screen._kinds["events"].isVisible()
    assert screen._kinds["answers"].isChecked()
    assert cells(screen.questions)[1:] == ["What almost stopped you?", "open", "20"]
    assert screen.answers.answers.model().rowCount() == 20
    assert screen.answers.answers.model().index(0, 0).data() == SAID.format(n=0)


def test_another_question_shows_how_often_each_answer_was_given(window, screen):
    screen.questions.selectRow(1)
    window.settled()
    assert "mean" in screen.answers._note.accessibleName()
    assert screen.answers.options.isVisible()
    assert screen.answers.options.model().rowCount() == 11


def test_words_are_found_in_what_was_said_and_marked(window, screen):
    view = screen.answers
    view.search.setText("EXPIRED 1")
    view._typing.timeout.emit()
    window.settled()
    wanted = [SAID.format(n=n) for n in range(20) if "1" in str(n)]
    assert [view.answers.model().index(row, 0).data() for row in range(view.answers.model().rowCount())] == wanted
    assert view._note.accessibleName().startswith(f"{len(wanted)} of 20 answers have “EXPIRED 1”")
    assert [wanted[0][start:end].lower() for start, end in view._marks.hits(wanted[0])] == ["expired", "1"]
    view.search.clear()
    view._typing.timeout.emit()
    window.settled()
    assert view.answers.model().rowCount() == 20


def test_people_says_that_there_are_only_people_who_answered(window):
    window.show_people()
    window.settled()
    assert window.people._empty._title.text() == "20 people answered surveys"
