"""What the findings screen looks at: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.finding import EvidenceKind, Finding, Severity


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence in words."""

    id: str
    kind: EvidenceKind
    words: str
    has_film: bool = False
    has_picture: bool = False


@dataclass(frozen=True)
class FindingCard:
    """A finding with its evidence in words."""

    finding: Finding
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True)
class FindingEdit:
    """What shall change in a finding; None stays as it is."""

    id: str
    title: str | None = None
    text: str | None = None
    severity: Severity | None = None


class Questions(Protocol):
    """What the screen asks of a study, and the edits it makes; called off the UI thread."""

    def cards(self) -> tuple[FindingCard, ...]: ...
    def change(self, edit: FindingEdit) -> None: ...
    def remove(self, finding_id: str) -> None: ...
    def remove_evidence(self, evidence_id: str) -> None: ...
    def picture(self, evidence_id: str) -> bytes: ...
    def write_film(self, evidence_id: str, folder: Path) -> Path: ...
