"""What one file of recordings brought: the sums over its sessions, and what is to be said about each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convdesk.ingest.rrweb_mending import DEEPEST
from convdesk.model.imports import PROBLEMS_SHOWN, ImportReport, SourceKind
from convdesk.model.moment import iso
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convdesk.ingest.rrweb_recorded import Sorted
    from convdesk.ingest.rrweb_recording import Tape

TYPED = "typed text"


@dataclass
class Account:
    """The recordings of a file as they become known."""

    name: str
    tapes: list[Tape] = field(default_factory=list)
    known: int = 0
    known_events: int = 0
    twins: int = 0
    first_ms: list[float] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def skip(self, events: int) -> None:
        """A recording that the study has already."""
        self.known += 1
        self.known_events += events

    def add(self, tape: Tape, warnings: Iterable[Problem]) -> None:
        """A recording that is new, with what is doubtful about it."""
        self.tapes.append(tape)
        self.warnings += [*warnings, *_lacks(self.name, tape)]

    def report(self, found: Sorted, span_ms: tuple[int, int]) -> ImportReport:
        """The report of the whole file; `span_ms`: the first and the last event's time."""
        tapes = self.tapes
        recordings = [tape.recording for tape in tapes]
        return ImportReport(
            file=self.name, format="rrweb", kind=SourceKind.RECORDING,
            read=sum(one.events for one in recordings) + self.known_events + found.rejected,
            kept=sum(one.events for one in recordings), duplicates=self.known_events,
            rejected=found.rejected,
            problems=tuple(found.problems), warnings=(*self._known(), *_few(self.name, self.warnings)),
            first=iso(span_ms[0] * 1000), last=iso(span_ms[1] * 1000),
            actors=len({one.keys for one in recordings}), sessions=len({one.session for one in recordings}),
            recordings=len(tapes), clicks=sum(len(one.clicks) for one in recordings),
            moves=sum(tape.moves for tape in tapes), scrolls=sum(tape.scrolls for tape in tapes),
            pages=len({page for one in recordings for page in one.pages}),
            personal=(TYPED,) if any(tape.hidden for tape in tapes) else (),
        )  # fmt: skip

    def _known(self) -> Iterable[Problem]:
        if self.twins:
            many = f"{self.twins:,} events are exactly like another one; they were kept, and their clicks count again."
            one = "1 event is exactly like another one; it was kept, and a click in it counts again."
            what = one if self.twins == 1 else many
            yield Problem(self.name, what, "If they were written twice, export the recording again.")
        if self.known:
            what = (
                "The study has this recording already; it was left out."
                if self.known == 1 and not self.tapes
                else f"Recordings that are in the study, or in this file, already: {self.known:,}; they were left out."
            )
            yield Problem(self.name, what, "Nothing needs to be done.")


def _lacks(name: str, tape: Tape) -> Iterable[Problem]:
    session = f"{name}, session {tape.recording.session}"
    if not tape.has_snapshot:
        what = "The recording has no full snapshot: what was clicked is unknown, and it cannot be replayed."
        yield Problem(name, what, "Export it from its beginning; what it does hold was imported.")
    elif tape.unknown_clicks:
        what = (
            f"{tape.unknown_clicks:,} of {len(tape.recording.clicks):,} clicks are on elements that the recording "
            "never showed: they are counted as (unknown), at their place."
        )
        yield Problem(session, what, "Export the recording whole if parts of it are missing.")
    if tape.unplaced:
        what = f"Parts that were added to something the recording never showed: {tape.unplaced:,}."
        yield Problem(
            session, what, "The replay leaves them out. Export the recording whole if parts of it are missing."
        )
    if tape.mended:
        what = f"Events with halves of characters, or with a page nested deeper than {DEEPEST}: {tape.mended:,}."
        yield Problem(session, what, "They were mended, so that they can be shown. Nothing needs to be done.")


def _few(name: str, warnings: list[Problem]) -> list[Problem]:
    """The warnings without repetitions, and how many are not shown."""
    told = list(dict.fromkeys(warnings))
    if len(told) <= PROBLEMS_SHOWN:
        return told
    what = f"There are {len(told) - PROBLEMS_SHOWN:,} more doubts of the same kinds about other sessions."
    return [*told[:PROBLEMS_SHOWN], Problem(name, what, "Import fewer sessions at once to see all.")]
