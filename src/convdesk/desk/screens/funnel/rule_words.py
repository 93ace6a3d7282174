"""The rules of a funnel in plain words: what each is about, and what each choice means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from convdesk.model.funnel import Per
from convdesk.model.funnel_presets import OURS, PRESETS
from convdesk.model.funnel_rules import Entries, OneEvent, OnExclusion, Order, Ties, WindowFrom
from convdesk.model.moment import SECOND_US
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.funnel_presets import Preset
    from convdesk.model.funnel_rules import FunnelRules


@dataclass(frozen=True)
class Choice:
    """One way to count: in a few words, and in full."""

    value: Any
    words: str
    meaning: str


@dataclass(frozen=True)
class Field:
    """One rule: its name in FunnelRules (`per` belongs to the funnel), what it asks, and its choices."""

    name: str
    title: str
    question: str
    choices: tuple[Choice, ...]


FIELDS = (
    Field(
        "per",
        tr("Counted"),
        tr("Whose events make one way through the funnel."),
        (
            Choice(
                Per.ACTOR,
                tr("people"),
                tr("All events of a person belong together, over all their sessions and devices."),
            ),
            Choice(
                Per.SESSION, tr("sessions"), tr("Every session is followed alone: all steps must happen within one.")
            ),
        ),
    ),
    Field(
        "order",
        tr("Order"),
        tr("How the steps must follow each other."),
        (
            Choice(Order.ORDERED, tr("in this order"), tr("Other events may happen between two steps.")),
            Choice(
                Order.STRICT, tr("strictly in this order"), tr("Nothing else of theirs may happen between two steps.")
            ),
            Choice(
                Order.ANY, tr("in any order"), tr("Step n stands for having done n of the steps inside one window.")
            ),
        ),
    ),
    Field(
        "window_from",
        tr("Window measured from"),
        tr("When the time for the funnel begins to run."),
        (
            Choice(WindowFrom.ENTRY, tr("entry"), tr("All steps must be done within the window after the first.")),
            Choice(
                WindowFrom.PREVIOUS,
                tr("the step before"),
                tr("Each step has the whole window after the one before it."),
            ),
        ),
    ),
    Field(
        "entries",
        tr("Entry that counts"),
        tr("Which of someone's first steps begins their way, and whether they may re-enter."),
        (
            Choice(
                Entries.LATEST,
                tr("any, the furthest way wins"),
                tr("Whoever begins again gets another chance; the furthest way of each counts."),
            ),
            Choice(
                Entries.FIRST,
                tr("the first one only"),
                tr("Who did not make it at the first attempt counts as left, whatever they do later."),
            ),
        ),
    ),
    Field(
        "ties",
        tr("Same time"),
        tr("What holds for events that carry the same, or nearly the same, time."),
        (
            Choice(
                Ties.FAVOUR,
                tr("in the funnel's favour"),
                tr("Events at the same time count in the order of the steps."),
            ),
            Choice(Ties.INCREASE, tr("must be later"), tr("Each step must carry a later time than the one before.")),
            Choice(
                Ties.GRACE,
                tr("a grace in either order"),
                tr("A step may come a little before the one it follows: clocks of devices differ."),
            ),
            Choice(
                Ties.ROUNDED,
                tr("times cut to a step"),
                tr("Times are cut to a coarser one; within it, order does not matter."),
            ),
            Choice(
                Ties.ROWS,
                tr("the later row"),
                tr("Of events at the same time, the one further down in the data is the later one."),
            ),
        ),
    ),
    Field(
        "one_event",
        tr("One event fills"),
        tr("Matters where an event could be two steps, such as a page that fits both."),
        (
            Choice(OneEvent.ONE, tr("one step"), tr("Repeated or overlapping steps need events of their own.")),
            Choice(OneEvent.SEVERAL, tr("several steps"), tr("One event may be two steps at once.")),
        ),
    ),
    Field(
        "on_exclusion",
        tr("Excluded people"),
        tr("What becomes of those whose way an excluded event cut off."),
        (
            Choice(
                OnExclusion.APART, tr("are counted apart"), tr("They stay in the funnel, in a bucket of their own.")
            ),
            Choice(
                OnExclusion.REMOVED,
                tr("are not in the funnel"),
                tr("The funnel is counted as if they had never entered."),
            ),
            Choice(
                OnExclusion.DROPPED, tr("count as left"), tr("They are among those who left after their last step.")
            ),
            Choice(
                OnExclusion.RESET, tr("begin again"), tr("They count as left, unless a later entry takes them through.")
            ),
        ),
    ),
)


def value_of(spec: FunnelSpec, name: str) -> Any:
    """What holds for a rule now."""
    return spec.per if name == "per" else getattr(spec.rules, name)


def with_choice(spec: FunnelSpec, name: str, value: Any) -> FunnelSpec:
    """The funnel with another choice in one rule; a grace of one second comes with those that need one."""
    if name == "per":
        return replace(spec, per=value)
    rules = replace(spec.rules, **{name: value})
    if name == "ties":
        needs_grace = value in {Ties.GRACE, Ties.ROUNDED}
        rules = replace(rules, grace_us=(rules.grace_us or SECOND_US) if needs_grace else 0)
    return replace(spec, rules=named(rules))


def with_preset(spec: FunnelSpec, preset: Preset) -> FunnelSpec:
    """The funnel under a tool's rules; a window that was chosen for the funnel stays."""
    before = PRESETS.get(spec.rules.name)
    is_chosen = before is None or spec.rules.window_us != before.rules.window_us
    window_us = spec.rules.window_us if is_chosen and preset.is_windowed else preset.rules.window_us
    return replace(spec, rules=replace(preset.rules, window_us=window_us))


def named(rules: FunnelRules) -> FunnelRules:
    """The same rules under the name of the tool that counts so, else under ours."""
    plain = replace(rules, name="", window_us=None)
    same = (
        name
        for name, preset in PRESETS.items()
        if replace(preset.rules, name="", window_us=None) == plain
        and (preset.is_windowed or rules.window_us == preset.rules.window_us)
    )
    return replace(rules, name=rules.name if is_preset(rules) else next(same, OURS.name))


def is_preset(rules: FunnelRules) -> bool:
    """Whether the rules are those of the tool they are named after, whatever the window."""
    preset = PRESETS.get(rules.name)
    return preset is not None and replace(rules, window_us=None) == replace(preset.rules, window_us=None)
