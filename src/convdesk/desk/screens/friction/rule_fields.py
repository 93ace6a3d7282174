"""Every threshold of the friction rules as one line in plain words: what it is called, its unit, how far it goes."""

from __future__ import annotations

from dataclasses import dataclass

from convdesk.model.friction import Signal
from convdesk.words import tr


@dataclass(frozen=True)
class Number:
    """A threshold: its field in FrictionRules, the words before and after, the unit, and its range.

    `scale`: how many of the field's own units one unit shown is (1000 for seconds of a field in ms).
    """

    field: str
    words: str
    unit: str
    least: float
    most: float
    step: float
    scale: int = 1
    decimals: int = 0


@dataclass(frozen=True)
class Whether:
    """A rule that holds or does not."""

    field: str
    words: str


Field = Number | Whether


def _seconds(field: str, words: str, least: float, most: float) -> Number:
    return Number(field, words, tr("s"), least, most, 0.1, 1000, 1)


FIELDS: dict[Signal, tuple[Field, ...]] = {
    Signal.RAGE: (
        Number("rage_clicks", tr("Clicks that make a burst"), tr("clicks"), 2, 20, 1),
        _seconds("rage_gap_ms", tr("Each after the one before by less than"), 0.1, 10),
        Number("rage_distance_px", tr("And nearer to it than"), tr("px"), 1, 2000, 5),
        Whether("is_rage_on_one_element", tr("All on one element")),
        Whether("is_rage_on_dead_only", tr("Only clicks without effect")),
    ),
    Signal.DEAD: (_seconds("dead_after_ms", tr("The page did not react within"), 0.1, 3),),
    Signal.ERROR: (_seconds("error_within_ms", tr("An error was logged at most this long after"), 0.1, 60),),
    Signal.THRASHED: (
        Number("thrash_turns", tr("Turns along one axis"), tr("turns"), 1, 100, 1),
        _seconds("thrash_within_ms", tr("Within"), 0.1, 20),
    ),
    Signal.QUICK_BACK: (_seconds("quick_back_ms", tr("On the page before again within"), 0.5, 120),),
    Signal.HESITATION: (
        _seconds("hesitation_ms", tr("The pointer rests before the click for more than"), 0.1, 60),
        Number("hesitation_near_px", tr("No farther from it than"), tr("px"), 1, 500, 5),
    ),
}
"""In the order the panel shows them."""
