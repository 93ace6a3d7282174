"""What the friction screen decides: what is listed, whom a number opens, rules that are tried before they are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convdesk.desk.screens.friction.looks import HitsLook, Listing
from convdesk.desk.screens.friction.presenter import FrictionPresenter
from convdesk.desk.screens.friction.rule_fields import FIELDS
from convdesk.desk.screens.friction.rules_presenter import OWN, named
from convdesk.desk.screens.friction.sentences import effect, hit_line, signal_line, tally_share
from convdesk.model.change import Change
from convdesk.model.friction import (
    PRESETS,
    RULES,
    FrictionResult,
    FrictionRules,
    Occurrence,
    Showed,
    Signal,
    SignalCount,
    Tally,
)
from convdesk.model.hits import HitList, Where
from convdesk.model.segment import Either, Listed
from desk.fakes import Later, Now, Shown

HIT = Occurrence(Signal.RAGE, "u1", "rec1", 1_772_445_600_000, "/cart", "Pay")
LOGGED = Occurrence(Signal.QUICK_BACK, "u2", "", 1_772_445_700_000, "/help", "")
PAGE = Tally("/cart", "/cart", "/cart", 3, {Signal.RAGE: 4, Signal.DEAD: 2}, 12)
ELEMENT = Tally("#pay", "Pay", "/cart", 3, {Signal.RAGE: 4}, 9)
SESSION = Tally("rec1", "s1", "", 1, {Signal.RAGE: 4})
PERSON = Tally("u1", "u1", "", 1, {Signal.RAGE: 4})


class Study:
    """Answers at once; with more clicks asked for a burst, less is found."""

    def __init__(self, signals=(Signal.RAGE, Signal.DEAD)) -> None:
        self.kept, self.signals = RULES, signals
        self.counted, self.listed, self.edits = [], [], []

    def rules(self):
        return self.kept

    def count(self, spec, _progress):
        self.counted.append(spec)
        found = 12 // spec.rules.rage_clicks
        counts = tuple(
            SignalCount(signal, found, 3, 3, 40, 3 / 40, 0.03, 0.2, "", spec.rules.in_words(signal))
            if signal in self.signals
            else SignalCount(signal, reason="Nothing of it is recorded.")
            for signal in Signal
        )
        lists = ((PAGE,), (ELEMENT,), (SESSION,), (PERSON,))
        return FrictionResult(spec, 90, 6, counts, *lists, 0, 2, 0, "Friction by the rules.")

    def hits(self, spec, _progress):
        self.listed.append(spec)
        return HitsLook(HitList(spec, 1, (HIT,), "/cart", {1440: 1}, 1440, ((5.0, 6.0),), 0), 1440, 900, None)

    def corrected(self):
        return (replace(HIT, correction="c1"),)

    def people(self, _spec, _progress):
        return ("u1", "u2")

    def dismiss(self, hit):
        self.edits.append(("dismiss", hit))

    def take_back(self, correction):
        self.edits.append(("take back", correction))

    def keep_rules(self, rules):
        self.kept = rules


class Screen:
    """A presenter with everything it talks to."""

    def __init__(self, study=None, jobs=None) -> None:
        self.study = study or Study()
        self.view = Shown()
        self.view.hits, self.view.rules = Shown(), Shown()
        self.presenter = FrictionPresenter(self.view, jobs or Now(), self.study)
        self.opened = []
        self.presenter.people_wanted = lambda segment, words: self.opened.append((segment, words))

    @property
    def look(self):
        return self.view.last("show_friction")[0]


@pytest.fixture
def screen():
    made = Screen()
    made.presenter.open()
    return made


def edit(*tables):
    return Change("An edit", frozenset(tables))


def test_opening_counts_by_the_studys_rules_and_lists_pages(screen):
    assert screen.look.rows == (PAGE,)
    assert screen.look.kept is None
    assert screen.study.counted[-1].rules == RULES
    assert screen.study.listed[-1].where == Where()


def test_a_study_in_which_nothing_can_be_told_says_what_to_import():
    made = Screen(Study(signals=()))
    made.presenter.open()
    assert made.view.names[-1] == "show_empty"


def test_one_signal_is_listed_and_all_again(screen):
    screen.presenter.choose_signal(Signal.RAGE)
    assert screen.study.counted[-1].signals == {Signal.RAGE}
    screen.presenter.choose_signal(None)
    assert screen.study.counted[-1].signals == set(Signal)


@pytest.mark.parametrize(
    ("listing", "row", "where"),
    [
        (Listing.PAGES, PAGE, Where(page="/cart")),
        (Listing.ELEMENTS, ELEMENT, Where("/cart", "#pay")),
        (Listing.SESSIONS, SESSION, Where(recording="rec1")),
        (Listing.PEOPLE, PERSON, Where(person="u1")),
    ],
)
def test_a_row_shows_its_own_hits_as_long_as_it_is_listed(screen, listing, row, where):
    screen.presenter.choose_listing(listing)
    screen.presenter.choose_row(row)
    assert screen.study.listed[-1].where == where
    screen.presenter.rules.change(rage_clicks=4)
    assert screen.study.listed[-1].where == where
    screen.presenter.choose_row(None)
    assert screen.study.listed[-1].where == Where()


def test_a_number_opens_to_its_people_as_a_description(screen):
    screen.presenter.show_people(PAGE)
    who, words = screen.opened[-1]
    assert who == Either(Showed(Signal.RAGE, "/cart"), Showed(Signal.DEAD, "/cart"))
    assert words == "3 people with any sign of trouble on /cart"
    screen.presenter.choose_signal(Signal.RAGE)
    screen.presenter.choose_listing(Listing.ELEMENTS)
    screen.presenter.show_people(ELEMENT)
    assert screen.opened[-1] == (Showed(Signal.RAGE, "/cart", "#pay"), "3 people with rage click on Pay")
    screen.presenter.show_people(None)
    assert screen.opened[-1][0] == Showed(Signal.RAGE)
    screen.presenter.choose_listing(Listing.PEOPLE)
    screen.presenter.show_people(PERSON)
    assert isinstance(screen.opened[-1][0], Listed)


def test_a_page_with_signs_of_a_pattern_in_it_is_meant_literally(screen):
    screen.presenter.show_people(replace(PAGE, page="/item/[id]", counts={Signal.RAGE: 1}))
    assert screen.opened[-1][0] == Showed(Signal.RAGE, "/item/[[]id]")


def test_rules_are_tried_beside_those_kept_and_left_again(screen):
    rules = screen.presenter.rules
    rules.change(rage_clicks=6)
    assert (screen.look.result.signals[0].count, screen.look.kept.signals[0].count) == (2, 4)
    assert effect(screen.look.result.signals[0], screen.look.kept.signals[0]) == "finds 2 in 3 people · was 4 in 3"
    assert rules.rules.name == OWN
    screen.presenter.show_people(PAGE)
    assert screen.opened[-1][0] == Listed(frozenset({"u1", "u2"})), "a description would mean the rules kept"
    rules.leave()
    assert screen.look.kept is None
    assert screen.study.kept == RULES


def test_rules_that_are_kept_become_the_studys_and_defaults_come_back(screen):
    rules = screen.presenter.rules
    rules.choose("posthog")
    rules.keep()
    assert screen.study.kept == PRESETS["posthog"]
    screen.presenter.hear(edit("friction_rules"))
    assert screen.view.rules.last("show_rules") == (PRESETS["posthog"], False)
    rules.choose(RULES.name)
    assert screen.view.rules.last("show_rules") == (RULES, True)


def test_what_is_meant_to_be_clicked_often_is_tried_first(screen):
    screen.presenter.suppress(ELEMENT)
    assert "pay" in screen.presenter.rules.rules.suppress
    assert screen.view.last("show_rules_panel") == (True,)
    screen.presenter.suppress(replace(ELEMENT, label=" "))
    assert screen.presenter.rules.rules.suppress[-1] == "selector:#pay"


def test_hits_are_taken_out_and_counted_again(screen):
    hits = screen.presenter.hits
    hits.dismiss(HIT)
    hits.show_corrected(True)
    assert screen.view.hits.last("show_corrected")[0][0].correction == "c1"
    hits.take_back(replace(HIT, correction="c1"))
    assert screen.study.edits == [("dismiss", HIT), ("take back", "c1")]
    hits.show_corrected(False)
    assert screen.view.hits.names[-1] == "show_hits"


def test_a_hit_leads_to_what_the_person_did_then(screen):
    told = []
    screen.presenter.hits.moment_wanted = lambda person, at_us: told.append((person, at_us))
    screen.presenter.hits.show_moment(HIT)
    assert told == [("u1", HIT.at_ms * 1000)]


def test_edits_elsewhere_are_counted_anew_and_rules_on_trial_stay(screen):
    screen.presenter.rules.change(rage_clicks=6)
    before = len(screen.study.counted)
    screen.presenter.hear(edit("friction_corrections"))
    assert len(screen.study.counted) == before + 1
    assert screen.study.counted[-1].rules.rage_clicks == 6
    screen.presenter.hear(edit("findings"))
    assert len(screen.study.counted) == before + 1


def test_a_newer_question_cancels_the_older():
    jobs = Later()
    made = Screen(jobs=jobs)
    made.presenter.open()
    jobs.waiting[-1].finish()
    made.presenter.rules.change(rage_clicks=5)
    made.presenter.rules.change(rage_clicks=6)
    assert [one.is_cancelled for one in jobs.waiting[-3:]] == [True, True, False]
    made.presenter.cancel()
    assert jobs.waiting[-1].is_cancelled


def test_own_numbers_that_are_a_presets_are_called_so():
    assert named(replace(PRESETS["posthog"], name=OWN)) == PRESETS["posthog"]
    assert named(replace(RULES, rage_clicks=7)).name == OWN


def test_every_threshold_has_a_line_of_words():
    shown = {field.field for fields in FIELDS.values() for field in fields}
    missing = set(vars(RULES)) - shown
    assert missing == {"rage_within_ms", "is_rage_distance_manhattan", "error_events", "suppress", "name"}
    assert all(hasattr(FrictionRules, name) for name in shown)


def test_words_of_signals_and_shares():
    told = SignalCount(Signal.RAGE, 4, 3, 3, 40, 0.075, 0.026, 0.2, "", "")
    assert signal_line(told) == "Rage click · 4\n3 of 40 people, 7.5 % (3–20 %)"
    assert signal_line(SignalCount(Signal.ERROR, reason="No errors.")) == "Click before an error\nNo errors."
    assert tally_share(PAGE) == "25 % (9–53 %)"
    assert tally_share(PERSON) == "–"
    assert hit_line(LOGGED, "UTC") == "Quick back\n2 Mar 2026, 10:01 · u2 · /help"
