"""What a funnel is on the command line: steps, rules, exclusions, breakdown, periods."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import click

from convdesk.model.funnel import Breakdown, Bucket, Exclusion, FunnelSpec, Per, Period, Touch
from convdesk.model.funnel_presets import find_preset, with_window
from convdesk.model.funnel_rules import FunnelRules, Order
from convdesk.model.moment import duration_us, microseconds, zone_of
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone
from convdesk.model.step import parse_step
from convdesk.operations import segments

if TYPE_CHECKING:
    from convdesk.operations.study import Study

WINDOW = click.option("--window", help="30s 5m 2h 7d 2w, or none; without it what the rules say: 7d for ours.")
ORDER = click.option(
    "--order",
    type=click.Choice([order.value for order in Order]),
    help="Strict: nothing else happens between two steps.",
)
EXCLUDE = click.option(
    "--exclude", multiple=True, metavar="STEP[@A-B]", help="Must not happen between steps A and B (first and last)."
)
OPTIONAL = click.option("--optional", type=int, multiple=True, metavar="N", help="Step N may be skipped.")
_BETWEEN = re.compile(r"(.+)@(\d+)-(\d+)$", re.DOTALL)
_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$")
_TOUCHES = {"first-touch": Touch.FIRST, "first": Touch.FIRST_STEP, "last": Touch.LAST_STEP, "any": Touch.ANY}


def spec_of(study: Study, steps: tuple[str, ...], how: dict[str, Any]) -> FunnelSpec:
    """The question that the options put; what an option leaves out is as the rules have it."""
    rules = rules_of(how.get("rules") or "convdesk", how["window"])
    if how.get("order"):
        rules = replace(rules, order=Order(how["order"]))
    segment = segments.read_segment(study, how["segment"]) if how["segment"] else Everyone()
    return FunnelSpec(
        tuple(parse_step(step) for step in steps), rules, Per(how["per"]), segment,
        exclusions=tuple(_exclusion(text, len(steps)) for text in how.get("exclude", ())),
        optional=frozenset(how.get("optional", ())),
        breakdown=_breakdown(how) if how.get("split") else None,
        entered=_period(study, how["entered"]) if how.get("entered") else None,
    )  # fmt: skip


def rules_of(name: str, window: str | None) -> FunnelRules:
    """A preset's rules, with the window asked for."""
    preset = find_preset(name)
    return preset.rules if window is None else with_window(preset, duration_us(window))


def other_of(study: Study, spec: FunnelSpec, against: str | None) -> FunnelSpec | None:
    """The same question about another segment or time of entry."""
    if against is None:
        return None
    if _PERIOD.match(against.strip()):
        return replace(spec, entered=_period(study, against))
    return replace(spec, segment=segments.read_segment(study, against))


def bucket_of(text: str) -> tuple[Bucket, int]:
    """Which number `dropped:2` names."""
    name, _, step = text.partition(":")
    if name not in set(Bucket) or not step.isdigit():
        raise ProblemError(
            f"--who {text}", "This names no number of a funnel.",
            "Write dropped:2, reached:3, open:2 or excluded:2.",
        )  # fmt: skip
    return Bucket(name), int(step)


def _exclusion(text: str, steps: int) -> Exclusion:
    between = _BETWEEN.match(text)
    if between:
        return Exclusion(parse_step(between[1]), int(between[2]), int(between[3]))
    return Exclusion(parse_step(text), 1, steps)


def _breakdown(how: dict[str, Any]) -> Breakdown:
    where = how["split_at"]
    if where in _TOUCHES:
        return Breakdown(how["split"], _TOUCHES[where], groups=how["groups"])
    if where.isdigit():
        return Breakdown(how["split"], Touch.STEP, int(where), how["groups"])
    raise ProblemError(
        f"--split-at {where}", "This says nowhere.", "Write first-touch, first, last, any or a step number."
    )


def _period(study: Study, text: str) -> Period:
    """Days in the study's zone; the last one is not in it."""
    found = _PERIOD.match(text.strip())
    zone = zone_of(study.zone)
    try:
        days = [date.fromisoformat(part) for part in found.groups()] if found else []
    except ValueError:
        days = []
    if len(days) != 2 or days[0] >= days[1]:
        raise ProblemError(
            f"period “{text}”", "These are not two days, one after the other.",
            "Write 2026-03-01..2026-03-08; the last day is not in it.",
        )  # fmt: skip
    return Period(*(microseconds(datetime.combine(day, time(), zone)) for day in days))
