"""Funnels as the command line prints them: one JSON document, or tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table
from convdesk.model.funnel_presets import PRESETS, rule_differences
from convdesk.model.moment import duration_text
from convdesk.model.share import interval_text, share_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.difference import Difference
    from convdesk.model.funnel import FunnelResult, FunnelRules, StepCount
    from convdesk.model.funnel_results import Comparison, Flips, FunnelTimes, FunnelTrend, Times


@dataclass(frozen=True)
class Found:
    """All that was asked for about one funnel."""

    result: FunnelResult
    who: tuple[str, ...] | None
    times: FunnelTimes | None
    trend: FunnelTrend | None
    comparison: Comparison | None


def show_funnel(found: Found, *, as_json: bool) -> None:
    """Print it: people alone where a list was asked for."""
    if as_json:
        print_json(_document(found))
    elif found.who is not None:
        click.echo("\n".join(found.who))
    else:
        _print(found)


def show_flips(flips: Flips, *, as_json: bool) -> None:
    """Print who counts differently."""
    if as_json:
        rules = [rules_document(each) for each in flips.rules()]
        print_json({
            "rules": rules, "n": flips.count, "differences": list(flips.differences),
            "counts": [_without(each, "people") for each in flips.counts],
            "flips": [asdict(each) for each in flips.flips],
            "converted": [flips.one.converted, flips.other.converted],
            "entered": [flips.one.entered, flips.other.entered], "definition": flips.definition,
        })  # fmt: skip
        return
    one, other = (rules.name for rules in flips.rules())
    rows: list[tuple[object, ...]] = [(each.one, each.other, each.count) for each in flips.counts]
    title = f"{flips.count:,} count differently under {one} and {other}"
    print_table((f"Under {one}", f"Under {other}", "People"), rows, title=title, note="; ".join(flips.differences))
    people = [
        (
            flip.person,
            flip.one,
            flip.other,
            "; ".join(flip.because) or "several rules together",
            _events_text(flip.events),
        )
        for flip in flips.flips[:20]
    ]
    print_table(("Person", one, other, "Because of", "Events"), people, note=flips.definition)


def rules_document(rules: FunnelRules) -> dict[str, Any]:
    """Rules as JSON, with what differs from ours in words."""
    preset = PRESETS.get(rules.name)
    return {
        "name": rules.name, "version": preset.version if preset else None, "order": rules.order.value,
        "window": duration_text(rules.window_us), "window_from": rules.window_from.value,
        "entries": rules.entries.value, "same_time": rules.ties.value, "grace_seconds": rules.grace_us / 1_000_000,
        "one_event": rules.one_event.value, "exclusion": rules.on_exclusion.value,
        "differences": list(rule_differences(rules)),
    }  # fmt: skip


def _events_text(events: Sequence[Any]) -> str:
    parts = [f"{event.at[:19]} {event.name} ({event.as_one or '–'} / {event.as_other or '–'})" for event in events]
    return ", ".join(parts)


def _document(found: Found) -> dict[str, Any]:
    result, spec = found.result, found.result.spec
    document: dict[str, Any] = {
        "rules": rules_document(spec.rules), "per": spec.per.value, "steps": _steps(result.steps),
        "entered": result.entered, "converted": result.converted, "never_entered": result.never_entered,
        "removed": result.removed, "definition": result.definition,
    }  # fmt: skip
    if spec.breakdown is not None:
        document["splits"] = {split.label: _steps(split.steps) for split in result.splits}
    if found.who is not None:
        document["who"] = list(found.who)
    if found.times is not None:
        document["times"] = {**_plain(found.times), "definition": found.times.definition}
    if found.trend is not None:
        trend = found.trend
        points = [_without(point, "period") for point in trend.points]
        document["trend"] = {
            "every": trend.every.value, "zone": trend.zone, "points": points, "definition": trend.definition
        }  # fmt: skip
    if found.comparison is not None:
        document["against"] = {
            "steps": _steps(found.comparison.other.steps),
            "differences": [asdict(step) for step in found.comparison.steps],
            "definition": found.comparison.definition,
        }
    return document


def _without(found: object, name: str) -> dict[str, Any]:
    return {key: value for key, value in vars(found).items() if key != name}


def _plain(times: FunnelTimes) -> dict[str, Any]:
    return {"whole": asdict(times.whole), "steps": [asdict(step) for step in times.steps]}


def _steps(steps: Sequence[StepCount]) -> list[dict[str, Any]]:
    return [dict(vars(step)) for step in steps]


def _print(found: Found) -> None:
    result = found.result
    note = f"{result.definition} 95 %: Wilson interval of the share that came on from the step before."
    whom = {"actor": "People", "session": "Sessions"}[result.spec.per.value]
    headings = ("Step", whom, "Of first", "Came on", "95 %", "Left after", "Under way", "Excluded", "Median")
    print_table(headings, [_step_row(step) for step in result.steps], note=note)
    for split in result.splits:
        print_table(headings, [_step_row(step) for step in split.steps], title=split.label)
    if found.times is not None:
        _print_times(found.times)
    if found.trend is not None:
        _print_trend(found.trend)
    if found.comparison is not None:
        _print_comparison(found.comparison)


def _print_times(times: FunnelTimes) -> None:
    rows = [("whole funnel", *_time_row(times.whole)), *((step.name, *_time_row(step)) for step in times.steps)]
    headings = ("To", "Watched", "Went on", "25 %", "Median", "75 %", "Half by the curve")
    print_table(headings, rows, title="Time to convert", note=times.definition)


def _time_row(times: Times) -> tuple[object, ...]:
    found = (times.quartile_1_seconds, times.median_seconds, times.quartile_3_seconds, times.curve_median_seconds)
    return times.n, times.converted, *("–" if seconds is None else seconds_text(seconds) for seconds in found)


def _print_trend(trend: FunnelTrend) -> None:
    rows = [
        (point.start, point.entered, point.converted, _share(point.share), _interval(point.low, point.high), point.open,
         "" if point.is_complete else "incomplete")
        for point in trend.points
    ]  # fmt: skip
    headings = (trend.every.value.capitalize(), "Entered", "Converted", "Share", "95 %", "Under way", "")
    print_table(headings, rows, title="Conversion by entry", note=trend.definition)


def _print_comparison(comparison: Comparison) -> None:
    rows = [
        (step.name, step.from_first.one, step.from_first.other, _difference(step.from_first),
         _difference(step.from_previous))
        for step in comparison.steps
    ]  # fmt: skip
    headings = ("Step", "These", "The others", "Difference, of first", "Difference, came on")
    print_table(headings, rows, title="Compared", note=comparison.definition)


def _difference(found: Difference) -> str:
    if found.difference is None or found.low is None or found.high is None:
        return "–"
    return f"{found.difference * 100:+.1f} points ({found.low * 100:+.1f} to {found.high * 100:+.1f})"


def _step_row(step: StepCount) -> tuple[object, ...]:
    shares = [_share(share) for share in (step.rate_from_first, step.rate_from_previous)]
    median = "" if step.median_seconds is None else seconds_text(step.median_seconds)
    name = f"{step.name} (may be skipped)" if step.is_optional else step.name
    return (name, step.reached, *shares, _interval(step.low, step.high), step.dropped, step.open, step.excluded, median)


def _share(share: float | None) -> str:
    return "" if share is None else share_text(share, 3)


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else interval_text(low, high)


def seconds_text(seconds: float) -> str:
    """A duration for people, with three digits."""
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"
