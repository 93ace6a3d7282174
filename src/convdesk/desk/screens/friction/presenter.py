"""Decides what the friction screen shows: the signals, where they are, the single hits, and the rules tried."""

from __future__ import annotations

from dataclasses import replace
from glob import escape
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.friction.hits_presenter import HitsPresenter, HitsView
from convdesk.desk.screens.friction.looks import FrictionLook, Listing
from convdesk.desk.screens.friction.rules_presenter import RulesPresenter, RulesView
from convdesk.desk.screens.friction.sentences import people_words, tally_name
from convdesk.model.friction import FrictionSpec, Showed, Signal
from convdesk.model.hits import HitSpec, Where
from convdesk.model.segment import Everyone, Listed
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.friction.looks import Questions
    from convdesk.model.change import Change
    from convdesk.model.friction import FrictionResult, FrictionRules, Tally
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

TABLES = ("friction_rules", "friction_corrections", "pictures")


class FrictionView(Protocol):
    """The signals at the left, the table in the middle."""

    @property
    def hits(self) -> HitsView: ...
    @property
    def rules(self) -> RulesView: ...
    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_friction(self, look: FrictionLook) -> None: ...
    def show_rules_panel(self, is_shown: bool) -> None: ...


class FrictionPresenter:
    """Keeps the signal and the listing looked at; rules that are tried count everywhere on the screen."""

    def __init__(self, view: FrictionView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked, self._opening = Latest(jobs), Latest(jobs)
        self._signal: Signal | None = None
        self._listing = Listing.PAGES
        self._look: FrictionLook | None = None
        self._kept: FrictionResult | None = None
        self._row: Tally | None = None
        self._among: Segment = Everyone()
        self.hits = HitsPresenter(view.hits, jobs, questions)
        self.rules = RulesPresenter(view.rules, jobs, questions)
        self.rules.tried = lambda _: self._count()
        self.people_wanted: Callable[[Segment, str], object] = nothing

    def open(self) -> None:
        """Count by the study's rules; rules that are being tried stay."""
        if self.rules.is_trying:
            self._count()
        else:
            self._read_rules()

    def hear(self, change: Change) -> None:
        if change.touches("friction_rules"):
            self._read_rules()
        elif change.is_of_people or change.touches(*TABLES):
            self._count()

    def use_segment(self, segment: Segment) -> None:
        """Look only at those who are chosen for the window."""
        self._among = segment
        self.open()

    def choose_signal(self, signal: Signal | None) -> None:
        """List one sign of trouble; None: all."""
        self._signal = signal
        self._count()

    def choose_listing(self, listing: Listing) -> None:
        """List pages, elements, recordings or people."""
        self._listing, self._row = listing, None
        if self._look is not None:
            self._look = replace(self._look, listing=listing)
            self._view.show_friction(self._look)
            self._look_at_hits()

    def choose_row(self, row: Tally | None) -> None:
        """Look at the single hits of a row; None: at all."""
        self._row = row
        self._look_at_hits()

    def show_people(self, row: Tally | None) -> None:
        """Open the people of a row; None: of the signal."""
        look = self._look
        if look is None:
            return
        where = _where(row, self._listing) if row else Where()
        place = tally_name(row, self._listing) if row else ""
        if self.rules.is_trying or where.recording or where.person:
            self._open_names(self._hit_spec(where), place)
        elif (who := self._who(look.result, row)) is not None:
            count = row.people if row else _count_of(look, self._signal)
            self.people_wanted(who, people_words(count, self._signal, place))

    def suppress(self, row: Tally) -> None:
        """Try what it is like when this element is meant to be clicked often."""
        self._view.show_rules_panel(True)
        self.rules.suppress(escape(row.label.strip().lower()) if row.label.strip() else f"selector:{escape(row.name)}")

    def cancel(self) -> None:
        """Stay with what is shown."""
        self._asked.cancel()
        self._opening.cancel()
        if self._look is not None:
            self._view.show_friction(self._look)
        else:
            self._view.show_empty()

    def _read_rules(self) -> None:
        def know(rules: FrictionRules) -> None:
            self.rules.know(rules)
            self._count()

        self._opening.run(
            Task(tr("Read the friction rules"), lambda _: self._questions.rules(), know, self._view.show_problem)
        )

    def _count(self) -> None:
        spec, is_trying = self._spec(), self.rules.is_trying
        self._view.show_busy(tr("Looking for friction"))

        def look(progress: Progress) -> FrictionResult:
            return self._questions.count(spec, progress)

        def found(result: FrictionResult) -> None:
            self._kept = self._kept if is_trying else result
            self._found(result)

        self._asked.run(
            Task(tr("Look for friction"), look, found, self._view.show_problem, stepped=self._view.show_step)
        )

    def _found(self, result: FrictionResult) -> None:
        if all(found.count is None for found in result.signals) and not result.corrected:
            self._look = None
            self._view.show_empty()
            return
        kept = self._kept if self.rules.is_trying else None
        self._look = FrictionLook(result, kept, self._signal, self._listing)
        self._view.show_friction(self._look)
        self.rules.show_effect(self._look)
        self._look_at_hits()

    def _look_at_hits(self) -> None:
        """Those of the row that is chosen, as long as it is listed."""
        look, row = self._look, self._row
        if look is not None:
            is_there = row is not None and any((one.name, one.page) == (row.name, row.page) for one in look.rows)
            self.hits.look(self._hit_spec(_where(row, self._listing) if row and is_there else Where()))

    def _spec(self) -> FrictionSpec:
        signals = frozenset(Signal) if self._signal is None else frozenset({self._signal})
        return FrictionSpec(segment=self._among, rules=self.rules.rules, signals=signals)

    def _hit_spec(self, where: Where) -> HitSpec:
        return HitSpec(self._spec(), where)

    def _who(self, result: FrictionResult, row: Tally | None) -> Segment | None:
        """Those with one of the signals listed, of those that occurred in that place."""
        signals = list(row.counts) if row else [found.signal for found in result.signals if found.count]
        chosen = [signal for signal in signals if self._signal in {None, signal}]
        page = "*" if row is None else escape(row.page)
        selector = row.name if row and self._listing is Listing.ELEMENTS else ""
        who: Segment | None = None
        for signal in chosen:
            those = Showed(signal, page, selector)
            who = those if who is None else who | those
        return None if who is None else who & self._among

    def _open_names(self, spec: HitSpec, place: str) -> None:
        signal = self._signal

        def tell(names: tuple[str, ...]) -> None:
            self.people_wanted(Listed(frozenset(names)), people_words(len(names), signal, place))

        self._opening.run(
            Task(
                tr("Find the people"), lambda progress: self._questions.people(spec, progress), tell,
                self._view.show_problem,
            )
        )  # fmt: skip


def _where(row: Tally, listing: Listing) -> Where:
    if listing is Listing.ELEMENTS:
        return Where(row.page, row.name)
    names = {Listing.PAGES: "page", Listing.SESSIONS: "recording", Listing.PEOPLE: "person"}
    return Where(**{names[listing]: row.name})


def _count_of(look: FrictionLook, signal: Signal | None) -> int:
    """People of one signal; of all together they are as many as the list of people has."""
    if signal is None:
        return len(look.result.people) + look.result.more_people
    return next(found.people or 0 for found in look.result.signals if found.signal is signal)
