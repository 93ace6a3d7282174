"""The counting rules of other tools as data: what each does where we do otherwise."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from convdesk.model.funnel_rules import Entries, FunnelRules, OneEvent, OnExclusion, Order, Ties, WindowFrom
from convdesk.model.moment import DAY_US, SECOND_US, duration_text
from convdesk.model.problem import ProblemError

OURS = FunnelRules()


@dataclass(frozen=True)
class Preset:
    """Rules under a tool's name. `version` rises when we learn that the tool counts otherwise.

    `is_windowed`: a window the researcher chooses replaces the tool's usual one. `beyond`: what of the tool's way
    these rules do not say.
    """

    rules: FunnelRules
    version: int
    title: str
    beyond: str = ""
    is_windowed: bool = True

    @property
    def name(self) -> str:
        return self.rules.name

    @property
    def differences(self) -> tuple[str, ...]:
        """The fields that differ from ours, in words."""
        return rule_differences(self.rules)


def _preset(rules: FunnelRules, title: str, beyond: str = "", *, is_windowed: bool = True) -> Preset:
    return Preset(rules, 1, title, beyond, is_windowed)


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        _preset(OURS, "convdesk"),
        _preset(
            FunnelRules(14 * DAY_US, "posthog", on_exclusion=OnExclusion.REMOVED),
            "PostHog",
            "PostHog looks past strict order and exclusions among events at exactly the same time.",
        ),
        _preset(
            FunnelRules(
                7 * DAY_US, "mixpanel", entries=Entries.FIRST, ties=Ties.GRACE, grace_us=2 * SECOND_US,
                on_exclusion=OnExclusion.DROPPED,
            ),
            "Mixpanel, uniques",
            "Mixpanel begins a new attempt after one is over; these rules follow the first attempt only.",
        ),
        _preset(
            FunnelRules(DAY_US, "amplitude", ties=Ties.ROUNDED, grace_us=SECOND_US),
            "Amplitude, uniques",
            "Amplitude counts two events of one kind in the same second once.",
        ),
        _preset(
            FunnelRules(7 * DAY_US, "ga4", window_from=WindowFrom.PREVIOUS),
            "Google Analytics 4",
            "GA4 has a limit of its own for each step; these rules have the same for all.",
        ),
        _preset(
            FunnelRules(7 * DAY_US, "clickhouse-window-funnel", one_event=OneEvent.SEVERAL),
            "ClickHouse windowFunnel, without modes",
        ),
        _preset(
            FunnelRules(None, "no-window", ties=Ties.ROWS),
            "No window, later rows (retentioneering and many scripts)",
            is_windowed=False,
        ),
    )
}  # fmt: skip


def find_preset(name: str) -> Preset:
    """The preset of that name; raises ProblemError naming those there are."""
    if name not in PRESETS:
        raise ProblemError(f"rules “{name}”", "There are no rules of that name.", f"There are: {', '.join(PRESETS)}.")
    return PRESETS[name]


def with_window(preset: Preset, window_us: int | None) -> FunnelRules:
    """The preset's rules with another window."""
    return replace(preset.rules, window_us=window_us)


def rule_differences(rules: FunnelRules, against: FunnelRules = OURS) -> tuple[str, ...]:
    """The fields in which rules differ, each in words that say what holds for `rules`."""
    names = [field.name for field in fields(FunnelRules) if field.name not in {"name", "grace_us"}]
    return tuple(
        rule_in_words(rules, name)
        for name in names
        if getattr(rules, name) != getattr(against, name)
        or (name == "ties" and rules.grace_us != against.grace_us and rules.ties in {Ties.GRACE, Ties.ROUNDED})
    )


def rule_in_words(rules: FunnelRules, name: str) -> str:
    """One rule as a phrase for people, such as “window of 7d”."""
    if name == "window_us":
        return "no window" if rules.window_us is None else f"window of {duration_text(rules.window_us)}"
    if name == "ties":
        return _TIES[rules.ties].format(grace=duration_text(rules.grace_us))
    value: object = getattr(rules, name)
    return _WORDS[value]


_TIES = {
    Ties.FAVOUR: "same times count in the funnel's favour",
    Ties.INCREASE: "each step must be later than the one before",
    Ties.GRACE: "steps within {grace} count in either order",
    Ties.ROUNDED: "times are cut to {grace} and count in either order within it",
    Ties.ROWS: "the later row counts as later, even at the same time",
}
_WORDS: dict[object, str] = {
    Order.ORDERED: "steps in this order",
    Order.STRICT: "steps in this order with nothing else between",
    Order.ANY: "steps in any order",
    WindowFrom.ENTRY: "window from entry",
    WindowFrom.PREVIOUS: "window from the previous step",
    Entries.LATEST: "latest usable entry",
    Entries.FIRST: "first entry only",
    OneEvent.ONE: "one event fills one step",
    OneEvent.SEVERAL: "one event may fill several steps",
    OnExclusion.APART: "excluded people are counted apart",
    OnExclusion.REMOVED: "excluded people are not in the funnel",
    OnExclusion.DROPPED: "excluded people count as dropped",
    OnExclusion.RESET: "an excluded event resets: the next entry counts as a first one",
}
