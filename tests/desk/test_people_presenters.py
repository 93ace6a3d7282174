"""What the people screen decides, and what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from convdesk.desk.screens.people.looks import Summary, Wanted
from convdesk.desk.screens.people.presenter import PeoplePresenter
from convdesk.desk.screens.people.sentences import (
    absent,
    conflict_line,
    facts,
    figures,
    key_line,
    key_words,
    kinds_text,
    match_lines,
    moment_words,
    note,
)
from convdesk.model.change import Change
from convdesk.model.people import (
    Conflict,
    JoinRule,
    KeyKind,
    KeyPlace,
    KeyReason,
    KeyView,
    MatchColumn,
    MatchReport,
    PersonOrder,
    PersonRow,
    PersonView,
    StitchReport,
)
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Listed
from convdesk.model.timeline import Entry, EntryKind, Visit
from desk.fakes import Later, Now, Shown

DEVICE = Conflict("user:d1", KeyKind.DEVICE, 2, "It joined nobody.")
REPORT = StitchReport(
    keys=12, keys_by_kind={KeyKind.USER: 8, KeyKind.EMAIL: 4}, in_several_sources=3, components=8,
    joined={JoinRule.EMAIL: 4}, actors=7, actors_joined=3, largest=3, conflicts=(DEVICE,), conflict_count=1, events=200,
    anonymous_events=24, anonymous_actors=2, respondents=10, respondents_of_nobody=4, recordings=0,
    recordings_of_nobody=0, splits=1, definition="People are keys joined.",
)  # fmt: skip
MATCHES = MatchReport(
    "crm.csv", (MatchColumn("user_id", KeyKind.USER), MatchColumn("b", None)), (("u1", "x"),), read=9, kept=6,
    duplicates=1, rejected=2, unknown=3, people_before=7, people_after=5,
)  # fmt: skip


def row(name, events=3):
    kinds = {KeyKind.USER: 1, KeyKind.DEVICE: 2}
    return PersonRow(name, kinds, events, 2, 0, 4, "2026-03-02T10:00:00Z", "2026-03-05T10:00:00Z")


def key(name, kind=KeyKind.USER, *reasons):
    return KeyView(f"user:{name}", name, kind, (KeyPlace("log.csv", events=3),), reasons)


class Rows(list):
    total = 2

    def place_of(self, name):
        return next((n for n, one in enumerate(self) if one.name == name), -1)


class Lines:
    """A timeline of ten entries, one a second."""

    def __init__(self, person, kinds):
        self.person, self.kinds = person, kinds
        self.counts, self.hidden, self.definition, self.visits = {kind: 2 for kind in EntryKind}, 0, "", 1

    def __len__(self):
        return 11

    def __getitem__(self, at):
        entry = Entry(at * 1_000_000, EntryKind.EVENT, f"{self.person} {at}")
        return entry if at else Visit(1, 10, 1_000_000, 10_000_000, None)

    def place_at(self, at_us):
        return at_us // 1_000_000

    def heading_from(self, at, _by):
        return at


class FakePeople:
    """Three people; edits are remembered, and a merge makes them two."""

    def __init__(self, *names):
        self.names = list(names)
        self.edits, self.asked = [], []
        self.problem = None

    def summary(self):
        return Summary(replace(REPORT, actors=len(self.names)), ())

    def people(self, wanted, progress):
        progress.raise_if_cancelled()
        self.asked.append(wanted)
        return Rows(row(name) for name in self.names if wanted.search in name)

    def person(self, who):
        if who not in self.names:
            raise ProblemError(who, "The study knows no key of that name.", "Look in the list.")
        return PersonView(row(who), (key(who), key("d1", KeyKind.DEVICE)), ())

    def timeline(self, who, kinds, progress):
        progress.step(0, 0, who)
        if who not in self.names:
            raise ProblemError(who, "The study knows no key of that name.", "Look in the list.")
        return Lines(who, kinds)

    def preview(self, file, progress):
        progress.step(0, 0, file.name)
        if self.problem:
            raise self.problem
        return MATCHES

    def match(self, file, progress):
        progress.step(0, 0, "")
        self.edits.append(("match", file.name))
        return MATCHES

    def remove_table(self, table_id):
        self.edits.append(("remove", table_id))
        return "Remove crm.csv"

    def merge(self, one, other):
        self.edits.append(("merge", one, other))
        self.names.remove(other)
        return f"Merge {other} with {one}"

    def split(self, who):
        self.edits.append(("split", who))
        return f"Split {who} off"


class View(Shown):
    def __init__(self):
        super().__init__()
        self.person = Shown()


@pytest.fixture
def view():
    return View()


@pytest.fixture
def study():
    return FakePeople("ann", "bob", "cid")


@pytest.fixture
def presenter(view, study):
    made = PeoplePresenter(view, Now(), study)
    made.open()
    return made


class TestList:
    def test_a_study_of_nobody_says_what_to_do(self, view):
        PeoplePresenter(view, Now(), FakePeople()).open()
        assert view.names == ["show_busy", "show_empty"]

    def test_the_first_is_looked_at_and_chosen_in_the_list(self, presenter, view):
        rows, wanted, chosen = view.last("show_people")
        assert (len(rows), wanted, chosen) == (3, Wanted(), 0)
        assert presenter.person.name == "ann"
        assert view.person.last("show_person")[0].row.name == "ann"

    def test_searching_and_sorting_list_anew(self, presenter, view, study):
        presenter.search("b")
        presenter.sort(PersonOrder.NAME, is_falling=False)
        assert study.asked[-1] == Wanted("b", PersonOrder.NAME, is_falling=False)
        assert [one.name for one in view.last("show_people")[0]] == ["bob"]
        assert view.last("show_people")[2] == -1, "who is looked at is not in this list"

    def test_a_newer_search_cancels_the_older(self, view, study):
        jobs = Later()
        presenter = PeoplePresenter(view, jobs, study)
        presenter.search("a")
        presenter.search("b")
        assert [waiting.is_cancelled for waiting in jobs.waiting] == [True, False]

    def test_the_people_of_a_number_are_listed_until_they_are_left(self, presenter, view, study):
        presenter.restrict(Listed(frozenset({"bob"})), "those who left")
        presenter.open()
        assert view.last("show_whom") == ("those who left",)
        assert study.asked[-1].segment == Listed(frozenset({"bob"}))
        presenter.search("b")
        assert study.asked[-1].segment == Listed(frozenset({"bob"})), "searching stays among them"
        presenter.show_everyone()
        assert view.last("show_whom") == ("",)
        assert study.asked[-1] == Wanted()

    def test_somebody_among_them_is_looked_at(self, presenter, view, study):
        presenter.restrict(Listed(frozenset({"bob"})), "those who left")
        study.names = ["bob"]
        presenter.open()
        assert presenter.person.name == "bob"
        assert view.last("show_people")[2] == 0

    def test_cancelling_goes_back_to_everyone(self, presenter, view):
        presenter.restrict(Listed(frozenset({"bob"})), "those who left")
        presenter.cancel()
        assert view.last("show_whom") == ("",)

    def test_choosing_people_tells_who_is_meant(self, presenter, view):
        told = []
        presenter.selected = told.append
        presenter.choose([2, 0])
        assert view.person.last("show_person")[0].row.name == "cid"
        assert told[0].actors == {"ann", "cid"}

    @pytest.mark.parametrize("table", ["sources", "identity_edges", "match_tables"])
    def test_what_changes_people_is_looked_at_again(self, presenter, view, table):
        presenter.hear(Change("edit", frozenset({table})))
        assert view.names.count("show_summary") == 2

    def test_a_finding_changes_no_people(self, presenter, view):
        presenter.hear(Change("edit", frozenset({"findings"})))
        assert view.names.count("show_summary") == 1

    def test_cancelling_shows_what_was_there(self, presenter, view):
        presenter.cancel()
        assert view.names[-1] == "show_people"


class TestPerson:
    def test_a_merge_is_told_and_who_was_merged_is_shown_after_it(self, presenter, view, study):
        presenter.person.begin_merging()
        assert view.person.last("show_merging") == (True,)
        assert [one.name for one in view.person.last("show_offered")[0]] == ["bob", "cid"]
        presenter.person.merge_with("bob")
        presenter.hear(Change("Merge bob with ann", frozenset({"identity_edges"})))
        assert study.edits == [("merge", "ann", "bob")]
        assert view.last("show_done") == ("Merge bob with ann",)
        assert view.person.last("show_person")[0].row.name == "ann"

    def test_a_split_is_told(self, presenter, view, study):
        presenter.person.split("user:d1")
        assert study.edits == [("split", "user:d1")]
        assert view.last("show_done") == ("Split user:d1 off",)

    def test_others_are_offered_by_what_is_typed(self, presenter, view):
        presenter.person.find("c")
        rows, words = view.person.last("show_offered")
        assert ([one.name for one in rows], words) == (["cid"], "c")

    def test_the_timeline_stays_while_others_are_looked_at(self, presenter, view):
        presenter.person.show_timeline()
        presenter.choose([1])
        assert view.person.last("show_timeline")[0].person == "bob"
        presenter.person.show_keys()
        assert view.person.last("show_timeline")[0] is None

    def test_kinds_that_are_chosen_stay_while_others_are_looked_at(self, presenter, view):
        presenter.person.show_timeline()
        presenter.person.choose_kinds(frozenset({EntryKind.FRICTION}))
        presenter.choose([1])
        shown, kinds, place = view.person.last("show_timeline")
        assert (shown.kinds, kinds, place) == ({EntryKind.FRICTION}, {EntryKind.FRICTION}, None)

    def test_a_moment_is_gone_to_with_all_kinds_until_somebody_else_is_looked_at(self, presenter, view):
        presenter.person.choose_kinds(frozenset())
        presenter.person.look_at_moment("bob", 7_000_000)
        shown, kinds, place = view.person.last("show_timeline")
        assert (shown.person, kinds, place) == ("bob", set(EntryKind), 7)
        presenter.person.look_again()
        assert view.person.last("show_timeline")[2] == 7
        presenter.choose([2])
        assert view.person.last("show_timeline")[2] is None

    def test_a_timeline_that_cannot_be_read_is_told(self, presenter, view, study):
        study.names.remove("ann")
        presenter.person.show_timeline()
        assert view.person.last("show_reading") == (False,)
        presenter.person.stop_reading()
        assert view.last("show_problem")[0].where == "ann"

    def test_somebody_who_is_gone_leaves_the_pane_empty(self, presenter, view, study):
        study.names.remove("ann")
        presenter.person.look_again()
        assert view.person.names[-1] == "show_nobody"
        assert presenter.person.name == ""


class TestMatching:
    def test_a_table_is_looked_at_before_it_is_brought_in(self, presenter, view, study):
        presenter.preview_matches(Path("crm.csv"))
        assert view.last("show_matches") == (MATCHES,)
        assert study.edits == []
        presenter.match()
        assert study.edits == [("match", "crm.csv")]
        assert view.last("show_matches") == (None,)
        assert view.last("show_done") == ("Matched with crm.csv: 6 rows",)

    def test_a_table_that_cannot_be_read_is_a_problem(self, presenter, view, study):
        study.problem = ProblemError("crm.csv", "The file is empty.", "Export it again.")
        presenter.preview_matches(Path("crm.csv"))
        assert view.names[-1] == "show_problem"

    def test_nothing_is_matched_after_it_was_left(self, presenter, study):
        presenter.preview_matches(Path("crm.csv"))
        presenter.leave_matches()
        presenter.match()
        assert study.edits == []

    def test_a_table_is_removed(self, presenter, view, study):
        presenter.remove_table("t1")
        assert study.edits == [("remove", "t1")]
        assert view.last("show_done") == ("Remove crm.csv",)


class TestSentences:
    def test_the_figures_add_up(self):
        lines = {title: number for title, number, _ in figures(REPORT)}
        assert (lines["Keys"], lines["Joined"], lines["Keys nobody has"], lines["People"]) == ("12", "−4", "−1", "7")
        assert (lines["events never identified"], lines["respondents of nobody"]) == ("12 %", "4 of 10")
        assert lines["recordings in no log"] == "–"

    def test_the_line_under_the_title_says_what_needs_a_look(self):
        assert note(REPORT) == "7 people · from 12 keys · 1 conflict · 12 % of events never identified"

    def test_columns_nobody_can_have_anything_in_are_left_out(self):
        assert absent(REPORT) == {PersonOrder.RECORDINGS}

    def test_a_conflict_says_with_how_many_the_key_was_seen(self):
        assert conflict_line(DEVICE) == "d1\ndevice seen with 2 people"

    def test_a_key_says_where_it_was_seen_and_why_it_is_here(self):
        reasons = [KeyReason(JoinRule.DEVICE, "d1"), KeyReason(JoinRule.DEVICE, "d2"), KeyReason(JoinRule.HAND, "bob")]
        seen = key("ann", KeyKind.USER, *reasons)
        assert key_line(seen) == "ann · user id\n3 events · joined by device or alias, by hand"
        assert key_words(seen).splitlines()[:2] == ["user:ann", "log.csv: 3 events"]

    def test_a_person_is_told_of_in_one_line(self):
        assert facts(row("ann"), "UTC") == "3 events in 2 sessions · 4 answers · 2 Mar 2026 – 5 Mar 2026"
        assert kinds_text(row("ann")) == "user id, 2 devices"

    def test_moments_are_told_of(self):
        assert moment_words(Entry(None, EntryKind.RECORDING, "123 s recorded")) == "Recording, 123 s recorded"
        assert moment_words(Entry(None, EntryKind.ANSWER, "Slow", "Q1 How was it?")) == "“Slow” · Q1 How was it?"
        trouble = Entry(None, EntryKind.FRICTION, "rage click", "/cart", {"element": "Pay"})
        assert moment_words(trouble) == "rage click · Pay · /cart"

    def test_a_match_table_says_whom_it_would_join(self):
        held, effect, columns = match_lines(MATCHES)
        assert held == "6 rows can be used · 1 there twice · 2 cannot be used · 3 name nobody of this study"
        assert effect == "7 people would become 5."
        assert columns == "user_id: user id · b: any id, looked up"
        assert match_lines(replace(MATCHES, people_after=7))[1] == "Nobody would be joined: 7 people stay as they are."
