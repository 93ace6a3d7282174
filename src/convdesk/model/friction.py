"""Friction: signs of trouble on a page, the rules that tell them, and what counting gives."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone, Segment

if TYPE_CHECKING:
    from collections.abc import Callable


class Signal(StrEnum):
    """One sign of trouble."""

    RAGE = "rage"
    DEAD = "dead"
    ERROR = "error"
    THRASHED = "thrashed"
    QUICK_BACK = "quick-back"
    RE_EDIT = "re-edit"
    HESITATION = "hesitation"

    @property
    def label(self) -> str:
        """Its name for people."""
        return _LABELS[self]


_LABELS = {
    Signal.RAGE: "rage click", Signal.DEAD: "click without effect", Signal.ERROR: "click before an error",
    Signal.THRASHED: "thrashed cursor", Signal.QUICK_BACK: "quick back", Signal.RE_EDIT: "field filled in again",
    Signal.HESITATION: "hesitation",
}  # fmt: skip

SUPPRESSED = (
    "next", "next *", "previous", "previous *", "prev", "+", "-", "−", "–", "<", ">", "‹", "›", "«", "»", "←", "→",
    "increase*", "decrease*", "increment*", "decrement*", "selector:*stepper*", "selector:*date*picker*",
    "selector:*calendar*", "selector:input*", "selector:textarea*", "selector:*contenteditable*",
)  # fmt: skip
"""What people press again and again on purpose: next and previous, steppers, date pickers, text fields."""


@dataclass(frozen=True)
class FrictionRules:
    """Every threshold of every signal. Times are ms, distances CSS px.

    Rage: `rage_clicks` or more, each less than `rage_gap_ms` after and `rage_distance_px` from the one before; where
    `rage_within_ms` is given, that many within so long, first to last, instead of the gap. `suppress`: what never
    counts as rage, as globs over labels, or over selectors after `selector:`. `error_events`: globs over event names
    that stand for a logged error. `hesitation_near_px`: how near the pointer rests to what is clicked in the end.
    """

    rage_clicks: int = 3
    rage_gap_ms: int = 1000
    rage_within_ms: int | None = None
    rage_distance_px: float = 30.0
    is_rage_distance_manhattan: bool = False
    is_rage_on_one_element: bool = False
    is_rage_on_dead_only: bool = False
    dead_after_ms: int = 1000
    error_within_ms: int = 2000
    error_events: tuple[str, ...] = ("*error*", "*exception*", "*crash*")
    thrash_turns: int = 10
    thrash_within_ms: int = 2000
    quick_back_ms: int = 7000
    hesitation_ms: int = 1000
    hesitation_near_px: float = 30.0
    suppress: tuple[str, ...] = SUPPRESSED
    name: str = "convdesk"

    def in_words(self, signal: Signal) -> str:
        """How a signal is told, as the end of a definition."""
        return _IN_WORDS[signal](self)


def _rage_in_words(rules: FrictionRules) -> str:
    place = "on one element" if rules.is_rage_on_one_element else "on one page"
    if rules.is_rage_on_dead_only:
        place += ", all without effect"
    far = "" if rules.rage_distance_px == NO_LIMIT else f"{rules.rage_distance_px:g} px from the one before"
    if rules.rage_within_ms is None:
        near = f" and {far}" if far else ""
        when = f"each less than {_seconds(rules.rage_gap_ms)} after{near or ' the one before'}"
    else:
        when = f"within {_seconds(rules.rage_within_ms)}{f', each less than {far}' if far else ''}"
    return f"rage clicks: {rules.rage_clicks} or more {place}, {when}"


NO_LIMIT = 1e9
"""A distance that no page has."""


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g} s"


_IN_WORDS: dict[Signal, Callable[[FrictionRules], str]] = {
    Signal.RAGE: _rage_in_words,
    Signal.DEAD: lambda r: (
        f"clicks without effect: no change, scroll, navigation or input within {_seconds(r.dead_after_ms)}"
    ),
    Signal.ERROR: lambda r: f"clicks with an error logged at most {_seconds(r.error_within_ms)} later",
    Signal.THRASHED: lambda r: (
        f"thrashed cursor: {r.thrash_turns} or more turns along one axis within {_seconds(r.thrash_within_ms)}"
    ),
    Signal.QUICK_BACK: lambda r: f"quick back: on the page before again within {_seconds(r.quick_back_ms)}",
    Signal.RE_EDIT: lambda _: "a field changed again after it was left",
    Signal.HESITATION: lambda r: (
        f"hesitation: the pointer rests within {r.hesitation_near_px:g} px of what is clicked for more than "
        f"{_seconds(r.hesitation_ms)} before the click"
    ),
}

RULES = FrictionRules()
PRESETS = {
    rules.name: rules
    for rules in (
        RULES,
        FrictionRules(name="posthog", is_rage_distance_manhattan=True, dead_after_ms=2500),
        FrictionRules(
            name="amplitude", rage_clicks=4, rage_within_ms=1000, rage_distance_px=50.0, is_rage_on_one_element=True,
            dead_after_ms=3000, suppress=(),
        ),
        FrictionRules(name="mixpanel", rage_clicks=4, rage_within_ms=1000, dead_after_ms=500, suppress=()),
        FrictionRules(
            name="openreplay", rage_gap_ms=300, rage_distance_px=NO_LIMIT, is_rage_on_one_element=True,
            dead_after_ms=1234, suppress=(),
        ),
        FrictionRules(
            name="sentry", rage_within_ms=7000, rage_distance_px=NO_LIMIT, is_rage_on_one_element=True,
            is_rage_on_dead_only=True, dead_after_ms=3000, suppress=(),
        ),
        FrictionRules(
            name="datadog", rage_clicks=4, rage_within_ms=1000, rage_distance_px=NO_LIMIT, error_within_ms=100,
            suppress=(),
        ),
    )
}  # fmt: skip
"""Our thresholds and those other tools document. Sentry waits 7 s for an effect; recordings are watched for 3 s."""


def rules_named(name: str) -> FrictionRules:
    """A preset; raises ProblemError naming those there are."""
    if name not in PRESETS:
        raise ProblemError(f"rules “{name}”", "There are no friction rules of that name.", f"There are: {_known()}.")
    return PRESETS[name]


def differences(rules: FrictionRules, other: FrictionRules = RULES) -> dict[str, tuple[Any, Any]]:
    """The fields in which two sets of rules differ, each with both values."""
    pairs = {f.name: (getattr(rules, f.name), getattr(other, f.name)) for f in fields(rules) if f.name != "name"}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _known() -> str:
    return ", ".join(PRESETS)


@dataclass(frozen=True)
class Correction:
    """A researcher's word on one occurrence: this one is no friction.

    `person`: any key of whom it was told from the event log; then there is no recording.
    """

    id: str
    signal: Signal
    recording: str
    at_ms: int
    note: str = ""
    person: str = ""


@dataclass(frozen=True)
class Showed(Segment):
    """Those who showed a signal on a page that fits a pattern (on one element), by the study's rules."""

    signal: Signal
    page: str = "*"
    selector: str = ""

    def in_words(self) -> str:
        where = "" if self.page == "*" else f" on {self.page}"
        return f"those with a {self.signal.label}{f' on {self.selector}' if self.selector else ''}{where}"


@dataclass(frozen=True)
class FrictionSpec:
    """A question: friction on pages that fit `page`, of these people, by these rules; `signals`: those listed."""

    page: str = "*"
    segment: Segment = field(default_factory=Everyone)
    rules: FrictionRules = RULES
    signals: frozenset[Signal] = frozenset(Signal)


@dataclass(frozen=True)
class SignalCount:
    """One signal's n. `watched`: people in whom it could have been seen; `low`, `high`: 95 % Wilson of `share`.

    Where the signal cannot be told, `reason` says why and every number is None.
    """

    signal: Signal
    count: int | None = None
    people: int | None = None
    sessions: int | None = None
    watched: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Tally:
    """How often the signals occurred in one place: a page, an element, a session or a person.

    `name`: the page, the selector, the recording or the person; `counts`: occurrences by signal. `of`: people who
    were on the page, or clicked the element; None for recordings and persons.
    """

    name: str
    label: str
    page: str
    people: int
    counts: dict[Signal, int]
    of: int | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class FrictionResult:
    """Friction in numbers: by signal, page, element, session and person, most first.

    The lists of sessions and people hold the first few; `more_sessions`, `more_people` say how many are left out.
    """

    spec: FrictionSpec
    clicks: int
    recordings: int
    signals: tuple[SignalCount, ...]
    pages: tuple[Tally, ...]
    elements: tuple[Tally, ...]
    sessions: tuple[Tally, ...]
    people: tuple[Tally, ...]
    more_sessions: int
    more_people: int
    corrected: int
    definition: str


@dataclass(frozen=True)
class Occurrence:
    """One sign of trouble at one moment (UTC ms); `recording` is empty where it was told from the event log.

    `correction`: the id of the researcher's word that it is none.
    """

    signal: Signal
    actor: str
    recording: str
    at_ms: int
    page: str
    label: str
    correction: str = ""
