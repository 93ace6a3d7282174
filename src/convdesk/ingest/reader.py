"""What every reader of a file format promises. A new format is one file beside the others and one line in the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from numpy.typing import NDArray

    from convdesk.columns import EventImport, RecordingImport
    from convdesk.model.answers import SurveyImport
    from convdesk.model.imports import ImportReport, Proposal, SourceKind
    from convdesk.model.mapping import Mapping
    from convdesk.model.progress import Progress
    from convdesk.model.reference import ReferenceTable
    from convdesk.model.same_survey import KnownSurvey


@dataclass(frozen=True)
class Head:
    """The beginning of a file: enough to say what it is. `data` is what gzip hides, where there is gzip."""

    path: Path
    data: bytes
    size_bytes: int
    is_gzip: bool
    is_whole: bool
    """Whether `data` is all there is."""


@dataclass(frozen=True)
class Claim:
    """How sure a reader is (0 to 1) that a file is its own, and why, in a sentence."""

    confidence: float
    reason: str


NO_CLAIM = Claim(0.0, "")


def _no_ids() -> NDArray[np.uint64]:
    return np.empty(0, np.uint64)


@dataclass(frozen=True)
class Terms:
    """What the study asks of all that comes in: nothing personal unless it is wanted, and nothing it has already.

    `salt` goes into the hash of e-mail addresses. `known_ids()`: ascending 64-bit hashes of the vendors' ids of the
    study's events; `known_responses` and `known_recordings`: what tells its responses and recordings apart;
    `known_surveys`: its surveys with their questions.
    """

    keep_personal: bool = False
    salt: bytes = b""
    known_ids: Callable[[], NDArray[np.uint64]] = _no_ids
    known_responses: frozenset[str] = frozenset()
    known_recordings: frozenset[str] = frozenset()
    known_surveys: tuple[KnownSurvey, ...] = ()


PLAIN_TERMS = Terms()


@dataclass(frozen=True)
class Reading:
    """A file understood: the report's counts are final, the payload is consumed once, inside the `with`."""

    report: ImportReport
    events: EventImport | None = None
    recordings: tuple[RecordingImport, ...] = ()
    surveys: tuple[SurveyImport, ...] = ()
    references: tuple[ReferenceTable, ...] = ()

    @property
    def survey(self) -> SurveyImport | None:
        """The first survey; most files have one or none."""
        return self.surveys[0] if self.surveys else None


class Reader(Protocol):
    """One format. `needs` says in a sentence what such a file must have.

    `joins_parts`: exports of this kind come cut into many files; `path` may be a folder that holds nothing else.
    """

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> SourceKind: ...
    @property
    def needs(self) -> str: ...
    @property
    def joins_parts(self) -> bool: ...

    def claims(self, head: Head) -> Claim:
        """How sure it is that this file is its own; cheap, never raises on bad bytes."""
        ...

    def propose(self, head: Head) -> Proposal:
        """The mapping it would use, with a preview of the first rows; raises ProblemError."""
        ...

    def read(
        self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS
    ) -> AbstractContextManager[Reading]:
        """The file's content; raises ProblemError when it cannot be read, Cancelled when asked to stop."""
        ...
