"""Privacy on the desk: what looks personal in a file and what will happen to it, and how somebody withdraws."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from convdesk.desk.ports import TextQuestion
from convdesk.desk.screens.imports.looks import Entry, Found
from convdesk.desk.screens.imports.presenter import ImportPresenter
from convdesk.desk.screens.imports.privacy_panel import PrivacyPanel
from convdesk.desk.screens.imports.privacy_words import action_of, found_in, kinds_of, summary_of
from convdesk.desk.screens.review.answers_presenter import AnswersPresenter
from convdesk.desk.screens.review.sentences import byline
from convdesk.desk.widgets.text_question import TextDialog
from convdesk.desk.withdrawal import WithdrawPerson, done_of, question_of
from convdesk.model.imports import ImportReport, Proposal, SourceKind
from convdesk.model.mapping import Column, Mapping, Role
from convdesk.model.privacy import Action, Kind, PersonalColumn, PersonalFound, Withdrawal
from convdesk.model.problem import ProblemError
from convdesk.operations.parcels import Item
from desk.fakes import ANSWERS, Now, Scripted, Shown

COLUMNS = (
    PersonalColumn("Email", {Kind.EMAIL: 3}, Action.HASH, "a•••@•••.com", (Action.HASH, Action.DROP)),
    PersonalColumn("first_name", {Kind.NAME: 3}, Action.DROP, "A•••"),
    PersonalColumn("note", {Kind.EMAIL: 2, Kind.PHONE: 1}, Action.MASK, "+47 ••• 7"),
)
MAPPING = Mapping("survey", tuple(Column(one.column, Role.PROPERTY) for one in COLUMNS))
PROPOSAL = Proposal("a.csv", "survey", SourceKind.SURVEY, 1, "", MAPPING, personal=COLUMNS)


def entry(personal=COLUMNS, **changes):
    proposal = replace(PROPOSAL, personal=personal, **changes)
    return Entry((Item(Path("a.csv"), "a.csv"),), proposal, mapping=proposal.mapping)


def test_a_line_says_what_a_column_holds_and_one_line_how_many():
    assert kinds_of(COLUMNS[2]) == "2 e-mail addresses, 1 phone number"
    assert summary_of(entry()) == "3 columns hold something personal: 1 left out, 1 masked, 1 hashed"
    assert summary_of(entry(())) == ""


def test_what_was_chosen_goes_before_what_was_proposed_and_a_column_left_out_is_left_out():
    chosen = replace(entry(), mapping=MAPPING.with_action("first_name", Action.MASK).with_role("note", Role.SKIP))
    assert [action_of(chosen, column) for column in COLUMNS] == [Action.HASH, Action.MASK, Action.DROP]
    kept = chosen.mapping.with_action("note", Action.KEEP)
    assert kept.with_role("note", Role.SKIP).privacy == {"first_name": Action.MASK}


def test_choosing_what_happens_does_not_answer_what_is_missing():
    asked = entry(missing=("No column says who it was.",))
    assert replace(asked, mapping=asked.mapping.with_action("note", Action.KEEP)).missing
    assert not replace(asked, mapping=asked.mapping.with_role("note", Role.USER)).missing


def test_the_report_says_what_became_of_it():
    found = (PersonalFound("a", Kind.EMAIL, 3, Action.MASK), PersonalFound("b", Kind.EMAIL, 1, Action.MASK),
             PersonalFound("c", Kind.IP, 12, Action.DROP))  # fmt: skip
    assert found_in([ImportReport("x", privacy=found)]) == "12 network addresses left out · 4 e-mail addresses masked"
    assert found_in([ImportReport("x")]) == ""


class FakeFiles:
    def look_at(self, paths, _progress):
        return tuple(Found(Item(path, path.name), PROPOSAL) for path in paths)


def test_an_action_that_is_chosen_is_in_the_mapping():
    presenter = ImportPresenter(Shown(), Now(), FakeFiles())
    presenter.add([Path("a.csv")])
    presenter.set_action("note", Action.KEEP)
    assert presenter.entries[0].mapping.privacy == {"note": Action.KEEP}


@pytest.fixture
def panel(qtbot):
    holder, made = QWidget(), PrivacyPanel()
    made.setParent(holder)
    qtbot.addWidget(holder)
    made.show_entry(entry())
    made.holder = holder
    return made


def test_the_panel_is_quiet_where_nothing_is_personal(panel):
    assert not panel.isHidden()
    panel.show_entry(entry(()))
    assert panel.isHidden()


def test_every_line_has_a_name_for_a_screen_reader_and_says_what_its_choice_means(panel):
    assert [box.accessibleName() for box in panel.boxes] == [f"What happens to {one.column}" for one in COLUMNS]
    assert [box.currentText() for box in panel.boxes] == ["Hash", "Leave out", "Mask"]
    assert all(box.accessibleDescription() for box in panel.boxes)


def test_a_choice_is_made_with_the_keyboard_and_the_lines_stay(panel, qtbot):
    box = panel.boxes[1]
    with qtbot.waitSignal(panel.action_chosen) as chosen:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert chosen.args == ["first_name", Action.MASK]
    panel.show_entry(replace(entry(), mapping=MAPPING.with_action("first_name", Action.MASK)))
    assert panel.boxes[1] is box
    assert box.currentText() == "Mask"


def test_an_answer_that_may_not_be_quoted_says_so_and_is_not_chosen():
    answer = replace(ANSWERS[0], may_quote=False)
    assert byline(answer, "UTC").endswith("may not be quoted")
    view = Shown()
    presenter = AnswersPresenter(view, Now(), None)
    presenter.toggle(answer)
    assert presenter.chosen == ()
    presenter.toggle(ANSWERS[0])
    assert presenter.chosen == (ANSWERS[0],)


TOLD = Withdrawal("u1", 1, 2, 1, 9, 1, 3, 2, ("Codes expire",), ("Codes expire",), ("events.csv",), is_clean=True)


class FakeStudy:
    def __init__(self):
        self.withdrawn = []

    def look_at(self, who):
        if who == "nobody":
            raise ProblemError(who, "The study knows no key of that name.", "Write an id as a file has it.")
        return TOLD

    def withdraw(self, who, progress):
        progress.raise_if_cancelled()
        self.withdrawn.append(who)
        return TOLD


def test_withdrawing_asks_whom_says_what_goes_and_tells_what_went():
    study, ask, said = FakeStudy(), Scripted(text="u1"), []
    WithdrawPerson(study, Now(), ask, (said.append, said.append)).start()
    assert ask.asked[0] == "Withdraw a person"
    assert "9 events, 1 recording, 1 survey response, 2 answers, 1 quote in findings" in ask.asked[1]
    assert "This cannot be undone" in ask.asked[1]
    assert study.withdrawn == ["u1"]
    assert said == [done_of(TOLD)]
    assert "“events.csv”" in said[0]


def test_somebody_unknown_is_told_and_nothing_is_asked_further():
    study, ask, said = FakeStudy(), Scripted(text="nobody"), []
    WithdrawPerson(study, Now(), ask, (said.append, said.append)).start()
    assert (study.withdrawn, len(ask.asked), said[0].where) == ([], 1, "nobody")


def test_the_question_names_findings_and_backups_and_the_answer_says_when_the_file_is_not_clean():
    assert "“Codes expire”" in question_of(TOLD)
    assert "2 backups have it" in question_of(TOLD)
    assert "Another program" in done_of(replace(TOLD, is_clean=False))


def test_one_line_is_asked_for_and_enter_answers(qtbot):
    dialog = TextDialog(TextQuestion("Whom?", "Say who it is.", "an id", "Look"), None)
    qtbot.addWidget(dialog)
    assert not dialog.asking.isEnabled()
    qtbot.keyClicks(dialog.text, " u1 ")
    with qtbot.waitSignal(dialog.answered) as answered:
        qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    assert answered.args == ["u1"]
