"""What the answers to one question add up to: options, a scale, or promoters and detractors; always with its n."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OptionCount:
    """How many of n chose an option, with the 95 % Wilson interval of that share (None where n is 0).

    For rankings `n` ranked it at all, and `mean_place` is the mean of the places they gave it.
    """

    option: str
    n: int
    share: float
    low: float | None = None
    high: float | None = None
    mean_place: float | None = None


@dataclass(frozen=True)
class ScaleCounts:
    """Answers that are numbers: the ends that were met, the mean, and how often each number was given."""

    n: int
    least: float
    most: float
    mean: float
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class NpsCounts:
    """Promoters (9–10), passives (7–8) and detractors (0–6); `nps` is the difference of their shares in per cent."""

    n: int
    promoters: int
    passives: int
    detractors: int

    @property
    def nps(self) -> float:
        return 100 * (self.promoters - self.detractors) / self.n if self.n else 0.0


@dataclass(frozen=True)
class AnswerCounts:
    """The counts of one question. `n`: who answered; `tests`: responses left out as tests; `note`: a caution."""

    n: int
    options: tuple[OptionCount, ...] = ()
    scale: ScaleCounts | None = None
    nps: NpsCounts | None = None
    tests: int = 0
    note: str = ""
