"""What the data screen looks at: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from convdesk.model.imports import SourceKind
from convdesk.words import trn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.answer_counts import AnswerCounts
    from convdesk.model.answers import AnswerList, Question
    from convdesk.model.events import EventName, StudySummary
    from convdesk.model.imports import Source


@dataclass(frozen=True)
class StudyData:
    """What is in the study: its numbers and sources, event names, formats' names for people, survey questions."""

    summary: StudySummary
    names: tuple[EventName, ...]
    formats: dict[str, str]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Said:
    """What was answered to one question, and what it adds up to."""

    answers: AnswerList
    counts: AnswerCounts


class Questions(Protocol):
    """What the screen asks of a study, and the edits it makes; called off the UI thread."""

    def data(self) -> StudyData: ...
    def said(self, question: Question) -> Said: ...
    def remove_sources(self, source_ids: Sequence[str]) -> None: ...


@dataclass(frozen=True)
class SourceRow:
    """One line of the sources: a file, or all recordings together. Numbers are sums; `imported_at` the latest."""

    name: str
    sources: tuple[Source, ...]

    @property
    def format(self) -> str:
        return self.sources[0].format

    @property
    def kind(self) -> SourceKind:
        return self.sources[0].kind

    @property
    def kept(self) -> int:
        return sum(source.kept for source in self.sources)

    @property
    def rejected(self) -> int:
        return sum(int(source.report.get("rejected", 0)) for source in self.sources)

    @property
    def imported_at(self) -> str:
        return max(source.imported_at for source in self.sources)


Grouped = tuple[tuple[SourceRow, tuple[SourceRow, ...]], ...]


def grouped(sources: Sequence[Source]) -> Grouped:
    """Each row with the rows inside it: recordings of one format are one row once there are several."""
    alike: dict[object, list[Source]] = {}
    for source in sources:
        is_recording = source.kind is SourceKind.RECORDING
        alike.setdefault((source.kind, source.format) if is_recording else source.id, []).append(source)
    return tuple(_row(tuple(group)) for group in alike.values())


def _row(group: tuple[Source, ...]) -> tuple[SourceRow, tuple[SourceRow, ...]]:
    if len(group) == 1:
        return SourceRow(group[0].file, group), ()
    name = trn("{n} recording", "{n} recordings", len(group))
    return SourceRow(name, group), tuple(SourceRow(source.file, (source,)) for source in group)
