"""What a funnel counts, in one line for people: every rule that differs from ours is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.funnel import Per, Touch
from convdesk.model.funnel_presets import OURS, rule_in_words
from convdesk.model.funnel_rules import Entries, OnExclusion, Order, WindowFrom
from convdesk.model.moment import duration_words, iso

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelSpec


def rule_sentence(spec: FunnelSpec, until: str = "") -> str:
    """The rule a funnel is counted by, as one sentence; `until`: the last day of the data."""
    what = "People" if spec.per is Per.ACTOR else "Sessions"
    order = rule_in_words(spec.rules, "order").removeprefix("steps ")
    parts = [f"{what} with the steps {order}{_window(spec)}", *_rules(spec), *_exclusions(spec), *_optional(spec)]
    if spec.entered is not None:
        parts.append(f"entered from {iso(spec.entered.start_us)} to before {iso(spec.entered.end_us)}")
    if spec.breakdown is not None:
        parts.append(_breakdown(spec))
    if spec.segment.in_words() != "everyone":
        parts.append(f"only {spec.segment.in_words()}")
    if until:
        parts.append(f"data until {until}")
    return f"{'; '.join(parts)}."


def _window(spec: FunnelSpec) -> str:
    rules = spec.rules
    if rules.window_us is None:
        only = " (first entry only)" if rules.entries is Entries.FIRST else ""
        return f"{only}, no window: whoever has not gone on by the end of the data counts as left"
    window = duration_words(rules.window_us)
    if rules.order is Order.ANY:
        which = "first of them" if rules.entries is Entries.LATEST else "first of them ever"
        return f", within {window} of the {which}; step n stands for n of the steps done"
    which = "latest usable entry" if rules.entries is Entries.LATEST else "first entry only"
    if rules.window_from is WindowFrom.PREVIOUS:
        return f", each within {window} of the step before ({which})"
    return f", within {window} of entering ({which})"


def _rules(spec: FunnelSpec) -> list[str]:
    rules = spec.rules
    found = [
        rule_in_words(rules, name) for name in ("ties", "one_event") if getattr(rules, name) != getattr(OURS, name)
    ]
    return found if rules.name == OURS.name else [*found, f"rules “{rules.name}”"]


def _exclusions(spec: FunnelSpec) -> list[str]:
    if not spec.exclusions:
        return []
    how = {
        OnExclusion.APART: "counted apart",
        OnExclusion.REMOVED: "not in the funnel",
        OnExclusion.DROPPED: "counted as left",
        OnExclusion.RESET: "counted as left unless they begin again",
    }[spec.rules.on_exclusion]
    which = [
        f"{each.step.label} between {spec.steps[each.start - 1].label} and {spec.steps[each.end - 1].label}"
        for each in spec.exclusions
    ]
    return [f"those with {', or '.join(which)}, are {how}"]


def _optional(spec: FunnelSpec) -> list[str]:
    names = [spec.steps[step - 1].label for step in sorted(spec.optional)]
    return [f"may be skipped: {', '.join(names)}"] if names else []


def _breakdown(spec: FunnelSpec) -> str:
    breakdown = spec.breakdown
    if breakdown is None:
        return ""
    how = {
        Touch.FIRST: "the first value each has in the data",
        Touch.FIRST_STEP: "the value at the first step",
        Touch.LAST_STEP: "the value at the last step",
        Touch.STEP: f"the value at step {breakdown.step}",
        Touch.ANY: "each value on its own, so that one can be in several groups",
    }[breakdown.touch]
    return f"split by {breakdown.prop}: {how}"
