"""What the findings, the data and the import decide."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from convdesk.desk.screens.data.answers_panel import note
from convdesk.desk.screens.data.looks import Said, SourceRow, StudyData, grouped
from convdesk.desk.screens.data.presenter import DataPresenter
from convdesk.desk.screens.findings.looks import EvidenceLine, FindingCard
from convdesk.desk.screens.findings.presenter import FindingsPresenter
from convdesk.desk.screens.imports.looks import Found
from convdesk.desk.screens.imports.presenter import ImportPresenter
from convdesk.desk.screens.imports.sentences import numbers_of, personal_of, status_of, troubles_of, verb_of
from convdesk.model.answer_counts import AnswerCounts, NpsCounts, ScaleCounts
from convdesk.model.answers import Answer, AnswerList, Question, QuestionKind
from convdesk.model.change import Change
from convdesk.model.events import StudySummary
from convdesk.model.finding import EvidenceKind, Finding, Severity
from convdesk.model.imports import ImportReport, Proposal, Source, SourceKind
from convdesk.model.mapping import Column, Mapping, Role
from convdesk.model.problem import Problem, ProblemError
from convdesk.operations.parcels import Item
from desk.fakes import Later, Now, Shown


def finding(finding_id, title="Codes expire"):
    return FindingCard(Finding(finding_id, title, "", Severity.MAJOR, (), "2026-03-31T10:00:00Z"), ())


class FakeFindings:
    def __init__(self, *cards):
        self.kept, self.edits, self.removed = list(cards), [], []

    def cards(self):
        return tuple(self.kept)

    def change(self, edit):
        if edit.title is not None and not edit.title.strip():
            raise ProblemError("finding", "It has no title.", "Say in a few words what you found.")
        self.edits.append(edit)

    def remove(self, finding_id):
        self.removed.append(finding_id)
        self.kept = [card for card in self.kept if card.finding.id != finding_id]

    def remove_evidence(self, evidence_id):
        self.removed.append(evidence_id)

    def picture(self, evidence_id):
        return evidence_id.encode()

    def write_film(self, evidence_id, folder):
        return folder / f"{evidence_id}.webm"


class TestFindings:
    @pytest.fixture
    def study(self):
        return FakeFindings(finding("f1"), finding("f2", "Nobody resends"), finding("f3"))

    @pytest.fixture
    def view(self):
        return Shown()

    @pytest.fixture
    def presenter(self, view, study):
        made = FindingsPresenter(view, Now(), study)
        made.open()
        return made

    def test_no_findings_say_where_they_come_from(self, view):
        FindingsPresenter(view, Now(), FakeFindings()).open()
        assert view.names[-1] == "show_empty"

    def test_the_first_one_is_read(self, presenter, view):
        assert view.last("show_card")[0].finding.id == "f1"
        assert presenter.card.finding.id == "f1"

    def test_a_film_is_fetched_and_played(self, presenter, view, tmp_path):
        presenter.play_film("e1", tmp_path)
        assert view.last("show_film") == (tmp_path / "e1.webm",)

    def test_pictures_of_moments_follow_the_finding_that_rests_on_them(self, presenter, study, view):
        moment = EvidenceLine("e1", EvidenceKind.MOMENT, "ben", has_picture=True)
        lines = (moment, EvidenceLine("e2", EvidenceKind.QUOTE, "So"))
        study.kept = [replace(study.kept[0], evidence=lines)]
        presenter.open()
        assert view.calls[-2][0] == "show_card"
        assert view.calls[-1] == ("show_picture", "e1", b"e1")

    def test_only_what_differs_is_written(self, presenter, study):
        presenter.retitle("Codes expire")
        presenter.rewrite("")
        presenter.weigh(Severity.MAJOR)
        assert study.edits == []
        presenter.weigh(Severity.MINOR)
        assert [(edit.id, edit.severity, edit.title) for edit in study.edits] == [("f1", Severity.MINOR, None)]

    def test_a_refused_title_is_put_back_and_told(self, presenter, view):
        presenter.retitle(" ")
        assert view.names[-1] == "show_problem"
        assert view.last("show_card")[0].finding.title == "Codes expire"

    def test_after_one_is_removed_the_one_in_its_place_is_read(self, presenter, study, view):
        presenter.choose(1)
        presenter.remove()
        presenter.hear(Change("Remove finding", frozenset({"findings"})))
        assert study.removed == ["f2"]
        assert view.last("show_card")[0].finding.id == "f3"

    def test_news_of_funnels_are_not_read_again(self, presenter, view):
        before = len(view.calls)
        presenter.hear(Change("Save funnel", frozenset({"funnels"})))
        assert len(view.calls) == before


def summary(*sources):
    return StudySummary("Onboarding", "UTC", 10, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4096, sources)


SOURCE = Source("s1", "log.csv", "Event log, CSV", SourceKind.EVENTS, 10, "2026-03-31T10:00:00Z")


class FakeData:
    def __init__(self, *sources):
        self.sources, self.removed, self.questions = sources, [], ()

    def data(self):
        return StudyData(summary(*self.sources), (), {}, self.questions)

    def said(self, question):
        return question.id

    def remove_sources(self, source_ids):
        self.removed += source_ids


class TestData:
    def test_a_new_study_offers_to_import(self):
        view = Shown()
        DataPresenter(view, Now(), FakeData()).open()
        assert view.names == ["show_busy", "show_empty"]

    def test_a_source_that_went_is_read_again(self):
        view, study = Shown(), FakeData(SOURCE)
        presenter = DataPresenter(view, Now(), study)
        presenter.open()
        presenter.remove(SourceRow("log.csv", (SOURCE,)))
        presenter.hear(Change("Remove log.csv", frozenset({"sources"})))
        assert study.removed == ["s1"]
        assert view.names.count("show_data") == 2

    def test_what_was_answered_to_the_first_question_is_shown_and_the_chosen_one_stays_chosen(self):
        view, study = Shown(), FakeData(SOURCE)
        study.questions = tuple(Question(f"q{n}", "s", n, f"Why {n}?", QuestionKind.OPEN) for n in (1, 2))
        presenter = DataPresenter(view, Now(), study)
        presenter.open()
        assert view.last("show_said") == ("q1",)
        presenter.choose_question(study.questions[1])
        presenter.hear(Change("x", frozenset({"sources"})))
        assert view.last("show_said") == ("q2",)

    def test_words_are_looked_for_in_what_was_said_and_stay_for_the_next_question(self):
        view, study = Shown(), FakeData(SOURCE)
        study.questions = tuple(Question(f"q{n}", "s", n, f"Why {n}?", QuestionKind.OPEN) for n in (1, 2))
        texts = ("The codes expire", "Codes", "no idea")
        answers = tuple(Answer(text, "q1", "r", text, None, None, None) for text in texts)
        said = Said(AnswerList(study.questions[0], answers, ""), AnswerCounts(3))
        study.said = lambda _: said
        presenter = DataPresenter(view, Now(), study)
        presenter.open()
        presenter.search(" codes EXPIRE ")
        assert view.last("show_found") == (said, answers[:1], "codes EXPIRE")
        presenter.choose_question(study.questions[1])
        assert view.names[-1] == "show_found"
        presenter.search("")
        assert view.names[-1] == "show_said"

    @pytest.mark.parametrize(
        ("counts", "words"),
        [
            (AnswerCounts(3), "3 answered"),
            (AnswerCounts(4, scale=ScaleCounts(4, 1, 5, 3.25)), "4 answered · mean 3.25, from 1 to 5"),
            (AnswerCounts(9, nps=NpsCounts(9, 5, 1, 3), tests=2),
             "9 answered · NPS +22: 5 promoters, 1 passives, 3 detractors · 2 test responses left out"),
        ],
    )  # fmt: skip
    def test_a_question_says_its_n_and_what_its_numbers_come_to(self, counts, words):
        assert note(counts) == words

    def test_recordings_are_one_row_with_each_of_them_inside(self):
        recordings = [replace(SOURCE, id=f"r{n}", file=f"r{n}.json", kind=SourceKind.RECORDING) for n in range(3)]
        (log, nothing), (together, inside) = grouped([SOURCE, *recordings])
        assert (log.name, nothing) == ("log.csv", ())
        assert (together.name, together.kept) == ("3 recordings", 30)
        assert [row.name for row in inside] == ["r0.json", "r1.json", "r2.json"]

    def test_one_recording_alone_is_a_row_of_its_own(self):
        ((row, inside),) = grouped([replace(SOURCE, file="r.json", kind=SourceKind.RECORDING)])
        assert (row.name, inside) == ("r.json", ())


COLUMNS = (Column("who", Role.USER), Column("what", Role.PROPERTY), Column("when", Role.TIME))
LOG = Proposal(
    "log.csv", "Event log, CSV", SourceKind.EVENTS, 0.9, "The header names a user and a time.",
    Mapping("csv", COLUMNS), ("who", "what", "when"), (("u1", "Open", "2026-03-01"),), ("Which column is the event?",),
)  # fmt: skip
RECORDING = Proposal("r.json", "rrweb", SourceKind.RECORDING, 1.0, "rrweb events", Mapping("rrweb"))
UNREADABLE = Problem("odd.bin", "No reader knows this file.", "Save it as CSV.")
PATHS = [Path(name) for name in ("log.csv", "r1.json", "r2.json", "whose.csv", "odd.bin")]
REPORT = ImportReport("log.csv", "Event log, CSV", SourceKind.EVENTS, 12, 10, 1, 1, personal=("mail", "phone"))


class FakeImports:
    def __init__(self):
        self.brought = []

    def look_at(self, paths, progress):
        known = {"log.csv": LOG, "r1.json": RECORDING, "r2.json": RECORDING}
        found = []
        for place, path in enumerate(paths):
            progress.step(place, len(paths), path.name)
            problem = UNREADABLE if path.name == "odd.bin" else None
            found.append(Found(Item(path, path.name, path.name == "whose.csv"), known.get(path.name), problem))
        return tuple(found)

    def bring_in(self, entries, progress):
        progress.step(0, 0, "")
        self.brought.append(entries)
        return tuple(replace(one, reports=(REPORT,)) if one.is_ready else one for one in entries)

    def look_again(self, item, reader):
        if reader == "survey":
            raise ProblemError(item.label, "This is no survey.", "Choose another format.")
        return Found(item, replace(LOG, format=reader, missing=()))

    def save_report(self, entries, path):
        self.reported = (entries, path)

    def save_rejected(self, entry, path):
        self.rejects = path
        return entry.reports[0].rejected

    def save_mapping(self, name, mapping):
        self.saved = (name, mapping)

    def close(self):
        self.is_closed = True


class TestImport:
    @pytest.fixture
    def view(self):
        return Shown()

    @pytest.fixture
    def study(self):
        return FakeImports()

    @pytest.fixture
    def presenter(self, view, study):
        made = ImportPresenter(view, Now(), study)
        made.add(PATHS)
        return made

    def test_recordings_are_one_entry_with_the_list_of_whose_they_are(self, presenter):
        recordings = next(entry for entry in presenter.entries if entry.is_recordings)
        assert [item.label for item in recordings.items] == ["r1.json", "r2.json"]
        assert recordings.owners.label == "whose.csv"

    def test_the_first_file_that_needs_an_answer_is_looked_at(self, presenter, view):
        assert view.last("show_entry")[0].missing == ("Which column is the event?",)
        assert [status_of(entry).rpartition(" · ")[2] for entry in presenter.entries] == [
            "needs an answer",
            "cannot be imported",
            "ready",
        ]

    def test_saying_what_a_column_means_makes_a_file_ready(self, presenter):
        presenter.set_role("what", Role.EVENT)
        entry = presenter.entries[0]
        assert entry.is_ready
        assert entry.mapping.named(Role.EVENT) == "what"
        assert verb_of(presenter.entries) == "Import 3 files"

    def test_another_zone_is_part_of_how_a_file_is_read(self, presenter):
        presenter.set_zone("Europe/Oslo")
        assert presenter.entries[0].mapping.zone == "Europe/Oslo"

    def test_a_file_is_there_once_however_often_it_is_dropped(self, presenter):
        presenter.add([Path("r2.json"), Path("log.csv")])
        assert [len(entry.items) for entry in presenter.entries] == [1, 1, 2]

    def test_a_file_that_is_left_out_is_not_imported(self, presenter, study):
        presenter.leave_out()
        presenter.start()
        assert [one.items[0].label for one in study.brought[0]] == ["odd.bin", "r1.json"]

    def test_the_report_says_what_became_of_the_file(self, presenter, view):
        presenter.set_role("what", Role.EVENT)
        presenter.start()
        entry = view.last("show_entry")[0]
        assert numbers_of(entry.reports) == "12 read · 10 kept · 1 there twice · 1 rejected"
        assert personal_of(entry.reports) == "Left out because they look personal: mail, phone"
        assert status_of(entry) == "10 kept · 1 rejected"
        assert not presenter.is_importing

    def test_a_file_can_be_read_as_another_format(self, presenter):
        presenter.set_format("events-json")
        assert presenter.entries[0].proposal.format == "events-json"
        assert presenter.entries[0].is_ready

    def test_a_format_that_does_not_fit_says_so_and_changes_nothing(self, presenter, view):
        before = presenter.entries
        presenter.set_format("survey")
        assert view.last("show_problem")[0].what == "This is no survey."
        assert presenter.entries == before

    def test_a_mapping_is_kept_under_a_name(self, presenter, view, study):
        presenter.set_role("what", Role.EVENT)
        presenter.save_mapping("Weekly")
        assert study.saved == ("Weekly", presenter.entries[0].mapping)
        assert "“Weekly”" in view.last("show_saved")[0]

    def test_the_report_of_all_files_is_saved(self, presenter, view, study):
        presenter.start()
        presenter.save_report(Path("report.md"))
        assert study.reported == (presenter.entries, Path("report.md"))
        assert view.last("show_saved") == ("The report is in report.md.",)

    def test_the_rows_that_are_listed_are_told_from_all_that_were_rejected(self):
        many = replace(REPORT, rejected=45, problems=(UNREADABLE,) * 45, warnings=(UNREADABLE,))
        assert troubles_of((many,)) == "The first 20 of 45 rejected rows · 1 more thing to know"
        assert troubles_of((replace(REPORT, rejected=0),)) == "Every row was kept."

    def test_rejected_rows_are_saved_as_a_file(self, presenter, view):
        presenter.set_role("what", Role.EVENT)
        presenter.start()
        presenter.save_rejected(Path("rejected.csv"))
        assert view.last("show_saved")[0].startswith("1 rejected row in rejected.csv")

    def test_what_was_unpacked_is_removed_when_the_import_is_left(self, presenter, study):
        presenter.clear()
        assert study.is_closed

    def test_nothing_is_imported_when_nothing_is_ready(self, view, study):
        presenter = ImportPresenter(view, Now(), study)
        presenter.add([Path("odd.bin")])
        presenter.start()
        assert study.brought == []

    def test_cancelling_waits_until_things_are_as_they_were(self, view, study):
        jobs = Later()
        presenter = ImportPresenter(view, jobs, study)
        presenter.add([Path("r1.json")])
        jobs.waiting[-1].finish()
        presenter.start()
        presenter.cancel()
        assert presenter.is_importing
        jobs.waiting[-1].finish()
        assert not presenter.is_importing
        assert view.names[-1] == "show_stopped"

    def test_files_dropped_after_an_import_begin_another_one(self, presenter):
        presenter.start()
        presenter.add([Path("r1.json")])
        assert [len(entry.items) for entry in presenter.entries] == [1]
