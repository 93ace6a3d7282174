"""What an import proposes before, and reports after."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convdesk.model.mapping import Mapping
    from convdesk.model.privacy import PersonalColumn, PersonalFound
    from convdesk.model.problem import Problem

PROBLEMS_KEPT = 10_000
"""How many rejected rows are remembered until the report is left, so that they can be saved."""
PROBLEMS_SHOWN = 20
"""How many of them the report names, and the study keeps."""


class SourceKind(StrEnum):
    """What a file brings into the study."""

    EVENTS = "events"
    RECORDING = "recording"
    SURVEY = "survey"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Proposal:
    """What a file seems to be: shown before an import, edited, then handed to it."""

    file: str
    format: str
    kind: SourceKind
    confidence: float
    reason: str
    mapping: Mapping
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    missing: tuple[str, ...] = ()
    """Sentences: what still has to be said before this file can be imported."""
    sample: tuple[tuple[str, ...], ...] = ()
    """More of the first rows than are shown, for looking at what is in them; `rows` where it is empty."""
    personal: tuple[PersonalColumn, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What one file brought: read = kept + duplicates + rejected, in rows, events or responses.

    `first` and `last` are ISO 8601 UTC. Fields that do not fit the kind stay None.
    """

    file: str
    format: str = ""
    kind: SourceKind | None = None
    read: int = 0
    kept: int = 0
    duplicates: int = 0
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    first: str | None = None
    last: str | None = None
    actors: int | None = None
    users: int | None = None
    """How many of the actors are named, by an id of theirs or a device's, not only by a session."""
    sessions: int | None = None
    names: dict[str, int] | None = None
    respondents: int | None = None
    questions: int | None = None
    survey: dict[str, int] | None = None
    """How a survey's file is built: header rows, columns; and how many responses are partial, or tests."""
    recordings: int | None = None
    clicks: int | None = None
    moves: int | None = None
    scrolls: int | None = None
    pages: int | None = None
    personal: tuple[str, ...] = ()
    privacy: tuple[PersonalFound, ...] = ()
    zone_assumed: str | None = None
    source: str | None = None
    new: dict[str, Any] | None = None
    """What the study did not have: people, of how many, and event names."""
    is_failed: bool = False
    is_skipped: bool = False
    """It came along in a folder or archive and is no data."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of `convdesk import`: only the fields that fit the kind."""
        fields: dict[str, Any] = {
            "file": self.file, "format": self.format, "kind": self.kind and self.kind.value,
            "read": self.read, "kept": self.kept, "duplicates": self.duplicates, "rejected": self.rejected,
            "problems": [problem.as_dict() for problem in self.problems[:PROBLEMS_SHOWN]],
            "warnings": [problem.as_dict() for problem in self.warnings],
        }  # fmt: skip
        optional = {
            "first": self.first, "last": self.last, "actors": self.actors, "users": self.users,
            "sessions": self.sessions, "names": self.names, "respondents": self.respondents,
            "questions": self.questions, "survey": self.survey,
            "recordings": self.recordings, "clicks": self.clicks, "moves": self.moves,
            "scrolls": self.scrolls, "pages": self.pages, "zone_assumed": self.zone_assumed,
            "source": self.source, "new": self.new,
        }  # fmt: skip
        fields.update({name: value for name, value in optional.items() if value is not None})
        if self.is_skipped:
            fields["skipped"] = True
        if self.personal:
            fields["personal"] = list(self.personal)
        if self.privacy:
            fields["privacy"] = [found.as_dict() for found in self.privacy]
        return fields


@dataclass(frozen=True)
class Source:
    """One imported file, as the study remembers it."""

    id: str
    file: str
    format: str
    kind: SourceKind
    kept: int
    imported_at: str
    is_removed: bool = False
    report: dict[str, Any] = field(default_factory=dict)
