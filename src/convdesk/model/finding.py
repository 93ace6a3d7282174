"""Findings and the evidence they carry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

LARGEST_FILM_BYTES = 30_000_000
"""Of one piece of evidence, since films lie in the study's one file."""


class Severity(IntEnum):
    """How bad it is for the people who meet it (after Nielsen)."""

    NONE = 0
    COSMETIC = 1
    MINOR = 2
    MAJOR = 3
    CATASTROPHE = 4

    @property
    def label(self) -> str:
        return ("not a problem", "cosmetic", "minor", "major", "catastrophe")[self.value]


class EvidenceKind(StrEnum):
    """What a finding can point at."""

    DROP_OFF = "drop-off"
    CLICKS = "clicks"
    QUOTE = "quote"
    HEATMAP = "heatmap"
    MARK = "mark"
    MOMENT = "moment"


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence. `details` is plain JSON and names what it points at:

    - drop-off: `{"funnel": SPEC JSON, "at": 3}`
    - clicks: `{"page": "/verify-email", "kind": "click", "selector": "#resend"|null, "segment": "…"}`
    - quote: `{"answer": ANSWER ID}`
    - heatmap: `{"page": "/verify-email", "view": "click", "bucket": "desktop", "segment": …, "minus": …|null, …}`
    - mark: `{"funnel": SPEC JSON, "at": 3, "exposure": µs|null, "mark": "event", "name": "Help"}`
    - moment: `{"recording": RECORDING ID, "at_ms": UTC ms, "to_ms": UTC ms|null, "image": IMAGE ID,
      "film": FILM ID}`; without `film` where only the picture is kept
    """

    id: str
    kind: EvidenceKind
    details: dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """Something the researcher claims, with what it rests on."""

    id: str
    title: str
    text: str
    severity: Severity
    evidence: tuple[Evidence, ...]
    created_at: str
