"""What a heatmap counts, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.friction import Signal
from convdesk.model.heatmap import HeatView
from convdesk.model.page import WIDEST_PHONE_PX, WIDEST_TABLET_PX, Bucket

if TYPE_CHECKING:
    from convdesk.model.friction import FrictionRules
    from convdesk.model.heatmap import HeatSpec

_SIGNALS = {HeatView.RAGE: Signal.RAGE, HeatView.DEAD: Signal.DEAD, HeatView.ERROR: Signal.ERROR}
_PLAIN = {
    HeatView.CLICK: "all clicks",
    HeatView.FIRST: "the first click of each stay on the page",
    HeatView.MOVE: "places of the pointer",
    HeatView.SCROLL: "how far down people saw the page, each with the furthest of their stays",
    HeatView.ATTENTION: "seconds each strip was on screen, on average over all who saw the page; pauses count for "
    "30 s at most",
}
_SCREENS = {
    Bucket.PHONE: f"phones (up to {WIDEST_PHONE_PX} px wide)",
    Bucket.TABLET: f"tablets ({WIDEST_PHONE_PX + 1} to {WIDEST_TABLET_PX} px wide)",
    Bucket.DESKTOP: f"desktops (over {WIDEST_TABLET_PX} px wide)",
    Bucket.UNKNOWN: "windows of unknown size",
}


def definition(spec: HeatSpec, bucket: Bucket | None, rules: FrictionRules) -> str:
    """The definition line of a heatmap."""
    what = rules.in_words(_SIGNALS[spec.view]) if spec.view in _SIGNALS else _PLAIN[spec.view]
    screens = f" on {_SCREENS[bucket]}" if bucket else " on screens of all sizes"
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    against = f", minus {spec.minus.in_words()}: difference of the shares of people" if spec.minus else ""
    weight = "; each person weighs the same" if spec.is_by_people and not spec.minus else ""
    return f"{what[0].upper()}{what[1:]}{screens}, in recordings of pages that fit {spec.page}{who}{against}{weight}."
