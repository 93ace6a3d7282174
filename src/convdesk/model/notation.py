"""Funnels and segments as plain JSON, for the study file and for evidence."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from convdesk.model import segment as s
from convdesk.model.driver import DriverSpec, MarkKind
from convdesk.model.dropoff import DropOff
from convdesk.model.friction import Showed, Signal
from convdesk.model.funnel import Breakdown, Bucket, Exclusion, FunnelSpec, InBucket, Per, Period, Touch
from convdesk.model.funnel_rules import (
    Entries,
    FunnelRules,
    OneEvent,
    OnExclusion,
    Order,
    Ties,
    WindowFrom,
)
from convdesk.model.goal import OfGoal, Part
from convdesk.model.heatmap import Clicked
from convdesk.model.marked import Channel, Heard, LastKnown, Marked
from convdesk.model.moment import duration_text, duration_us
from convdesk.model.page import PagePattern
from convdesk.model.path import CountedBy, Nodes, OnPath, PathSpec, Side
from convdesk.model.step import Matcher, PropertyTest, Step
from convdesk.model.trend import DidAtTime, DidDuring
from convdesk.model.within import AnyPart, Dates, FirstPart, Within

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.segment import Segment

Json = dict[str, Any]


def funnel_to_json(spec: FunnelSpec) -> Json:
    """A funnel as JSON: its steps in full, so that event names may hold any character."""
    entered = spec.entered
    return {
        "name": spec.name,
        "steps": [_step_to_json(step) for step in spec.steps],
        "window": duration_text(spec.rules.window_us),
        "per": spec.per.value,
        "segment": segment_to_json(spec.segment),
        "rules": asdict(spec.rules),
        "exclusions": [
            {"step": _step_to_json(each.step), "start": each.start, "end": each.end} for each in spec.exclusions
        ],
        "optional": sorted(spec.optional),
        "breakdown": asdict(spec.breakdown) if spec.breakdown else None,
        "entered": [entered.start_us, entered.end_us] if entered else None,
    }


def funnel_from_json(found: Json) -> FunnelSpec:
    """The inverse of `funnel_to_json`; raises KeyError or ValueError for anything else.

    What an older convdesk did not write down is what it meant: our usual rules, nothing excluded, nothing optional.
    """
    breakdown, entered = found.get("breakdown"), found.get("entered")
    return FunnelSpec(
        tuple(_step_from_json(step) for step in found["steps"]),
        _rules_from_json(found.get("rules") or {"window_us": duration_us(found["window"])}),
        Per(found["per"]),
        segment_from_json(found["segment"]),
        found["name"],
        tuple(
            Exclusion(_step_from_json(each["step"]), each["start"], each["end"]) for each in found.get("exclusions", ())
        ),
        frozenset(found.get("optional", ())),
        Breakdown(**{**breakdown, "touch": Touch(breakdown["touch"])}) if breakdown else None,
        Period(*entered) if entered else None,
    )


_CHOICES: dict[str, Callable[[str], Any]] = {
    "order": Order,
    "window_from": WindowFrom,
    "entries": Entries,
    "ties": Ties,
    "one_event": OneEvent,
    "on_exclusion": OnExclusion,
}


def _rules_from_json(found: Json) -> FunnelRules:
    known: Json = {name: _CHOICES[name](value) if name in _CHOICES else value for name, value in found.items()}
    return FunnelRules(**known)


def _step_to_json(step: Step) -> list[Json]:
    return [_matcher_to_json(matcher) for matcher in step.any_of]


def _step_from_json(found: list[Json]) -> Step:
    return Step(tuple(_matcher_from_json(matcher) for matcher in found))


def segment_to_json(segment: Segment) -> Json:
    """A segment as JSON; `kind` names its class."""
    if isinstance(segment, Heard | LastKnown | Marked):
        return {"kind": type(segment).__name__, **_marked_to_json(segment)}
    if isinstance(segment, OfGoal):
        about = {"goal": segment.goal, "part": segment.part.value, "window": segment.window_us, "week": segment.week}
        return {"kind": "OfGoal", **about, "among": segment_to_json(segment.among)}
    if isinstance(segment, s.Named):
        return {"kind": "Named", "name": segment.name, "inner": segment_to_json(segment.inner)}
    return _plain_to_json(segment)


def _plain_to_json(segment: Segment) -> Json:
    kind = type(segment).__name__
    match segment:
        case s.Both(left, right) | s.Either(left, right):
            return {"kind": kind, "left": segment_to_json(left), "right": segment_to_json(right)}
        case s.Not(inner):
            return {"kind": kind, "inner": segment_to_json(inner)}
    return _atom_to_json(kind, segment)


def _atom_to_json(kind: str, segment: Segment) -> Json:
    match segment:
        case s.Did(step, times, within):
            found = {"kind": kind, "step": [_matcher_to_json(m) for m in step.any_of], "times": times}
            return found if within is None else {**found, "within": _within_to_json(within)}
        case InBucket(funnel, bucket, at, group):
            found = {"kind": kind, "funnel": funnel_to_json(funnel), "bucket": bucket.value, "step": at}
            return found if group is None else {**found, "group": group}
        case s.Answered(question, answer):
            return {"kind": kind, "question": question, "test": _test_to_json(answer) if answer else None}
        case s.Listed(actors):
            return {"kind": kind, "actors": sorted(actors)}
        case Showed(signal, page, selector):
            return {"kind": kind, "signal": signal.value, "page": page, "selector": selector}
        case Clicked(page, selector):
            return {"kind": kind, "page": page, "selector": selector}
        case OnPath(spec, layer, node, onwards):
            return {"kind": kind, "path": path_to_json(spec), "layer": layer, "node": node, "onwards": onwards}
    return _said_to_json(kind, segment)


def _said_to_json(kind: str, segment: Segment) -> Json:
    match segment:
        case s.HasProperty(test) | s.FirstKnown(test):
            return {"kind": kind, "test": _test_to_json(test)}
        case s.Between(dates):
            return {"kind": kind, "dates": [dates.start, dates.end]}
        case s.Coded(code):
            return {"kind": kind, "code": code}
    return _dated_to_json(segment)


def _dated_to_json(segment: Segment) -> Json:
    """What was done at some time; for anything else everyone."""
    if not isinstance(segment, DidDuring | DidAtTime):
        return {"kind": "Everyone"}
    told = {name: value for name, value in vars(segment).items() if name != "step"}
    kind = type(segment).__name__
    return {"kind": kind, **told, "step": _step_to_json(segment.step) if segment.step else None}


def _marked_to_json(segment: Heard | LastKnown | Marked) -> Json:
    match segment:
        case Heard(channel):
            return {"channel": channel.value}
        case LastKnown(prop, value):
            return {"prop": prop, "value": value}
        case Marked(drivers, mark, name, has_left):
            drop_off = drivers.drop_off
            about = {"funnel": funnel_to_json(drop_off.funnel), "at": drop_off.at, "exposure": drivers.exposure_us}
            return {**about, "mark": mark.value, "name": name, "left": has_left}


def path_to_json(spec: PathSpec) -> Json:
    """A question about paths as JSON."""
    anchor: Json | list[Json] | None = None
    if isinstance(spec.anchor, DropOff):
        anchor = {"funnel": funnel_to_json(spec.anchor.funnel), "at": spec.anchor.at}
    elif spec.anchor is not None:
        anchor = _step_to_json(spec.anchor)
    return {
        "anchor": anchor, "side": spec.side.value, "until": _step_to_json(spec.until) if spec.until else None,
        "nodes": spec.nodes.value, "length": spec.length, "least_share": spec.least_share,
        "most_branches": spec.most_branches, "by": spec.by.value, "segment": segment_to_json(spec.segment),
        "in_session": spec.in_session, "opened": sorted(spec.opened),
        "patterns": [[one.pattern, one.is_apart] for one in spec.patterns],
    }  # fmt: skip


def path_from_json(found: Json) -> PathSpec:
    """The inverse of `path_to_json`."""
    told = found["anchor"]
    anchor: Step | DropOff | None = None
    if isinstance(told, dict):
        anchor = DropOff(funnel_from_json(told["funnel"]), told["at"])
    elif told is not None:
        anchor = _step_from_json(told)
    return PathSpec(
        anchor, Side(found["side"]), _step_from_json(found["until"]) if found["until"] else None,
        Nodes(found["nodes"]), found["length"], found["least_share"], found["most_branches"], CountedBy(found["by"]),
        segment_from_json(found["segment"]), found.get("in_session", False), frozenset(found.get("opened", ())),
        tuple(PagePattern(*told) for told in found.get("patterns", ())),
    )  # fmt: skip


def segment_from_json(found: Json) -> Segment:
    """The inverse of `segment_to_json`."""
    kind = found["kind"]
    if kind in {"Both", "Either"}:
        sides = segment_from_json(found["left"]), segment_from_json(found["right"])
        return s.Both(*sides) if kind == "Both" else s.Either(*sides)
    if kind == "Not":
        return s.Not(segment_from_json(found["inner"]))
    if kind == "Named":
        return s.Named(found["name"], segment_from_json(found["inner"]))
    if kind == "OfGoal":
        among = segment_from_json(found["among"])
        return OfGoal(found["goal"], Part(found["part"]), found["window"], found["week"], among)
    if kind in {"Heard", "LastKnown", "Marked"}:
        return _marked_from_json(kind, found)
    if kind in {"DidDuring", "DidAtTime"}:
        return _dated_from_json(kind, found)
    return _atom_from_json(kind, found)


def _atom_from_json(kind: str, found: Json) -> Segment:
    match kind:
        case "Did":
            within = _within_from_json(found["within"]) if found.get("within") else None
            return s.Did(_step_from_json(found["step"]), found["times"], within)
        case "InBucket":
            funnel = funnel_from_json(found["funnel"])
            return InBucket(funnel, Bucket(found["bucket"]), found["step"], found.get("group"))
        case "Answered":
            return s.Answered(found["question"], PropertyTest(*found["test"]) if found["test"] else None)
        case "Listed":
            return s.Listed(frozenset(found["actors"]))
        case "Showed":
            return Showed(Signal(found["signal"]), found["page"], found.get("selector", ""))
        case "Clicked":
            return Clicked(found["page"], found["selector"])
        case "OnPath":
            return OnPath(path_from_json(found["path"]), found["layer"], found["node"], found["onwards"])
    return _said_from_json(kind, found)


def _said_from_json(kind: str, found: Json) -> Segment:
    match kind:
        case "HasProperty" | "FirstKnown":
            test = PropertyTest(*found["test"])
            return s.HasProperty(test) if kind == "HasProperty" else s.FirstKnown(test)
        case "Between":
            return s.Between(Dates(*found["dates"]))
        case "Coded":
            return s.Coded(found["code"])
        case "Everyone":
            return s.Everyone()
    raise ValueError(f"no segment is called {kind}")


def _dated_from_json(kind: str, found: Json) -> Segment:
    step = _step_from_json(found["step"]) if found["step"] else None
    if kind == "DidDuring":
        return DidDuring(step, found["start_us"], found["end_us"])
    return DidAtTime(step, found["weekday"], found["hour"], found["zone"])


def _marked_from_json(kind: str, found: Json) -> Segment:
    if kind == "Heard":
        return Heard(Channel(found["channel"]))
    if kind == "LastKnown":
        return LastKnown(found["prop"], found["value"])
    drivers = DriverSpec(DropOff(funnel_from_json(found["funnel"]), found["at"]), found["exposure"])
    return Marked(drivers, MarkKind(found["mark"]), found["name"], found["left"])


def _within_to_json(within: Within) -> Json:
    return {"kind": type(within).__name__, **vars(within)}


def _within_from_json(found: Json) -> Within:
    kinds: dict[str, type[Within]] = {"Dates": Dates, "FirstPart": FirstPart, "AnyPart": AnyPart}
    return kinds[found["kind"]](**{name: value for name, value in found.items() if name != "kind"})


def _matcher_to_json(matcher: Matcher) -> Json:
    return {"event": matcher.event, "page": matcher.page, "tests": [_test_to_json(test) for test in matcher.tests]}


def _matcher_from_json(found: Json) -> Matcher:
    return Matcher(found["event"], found["page"], tuple(PropertyTest(*test) for test in found["tests"]))


def _test_to_json(test: PropertyTest) -> list[str]:
    return [test.name, test.operator, test.value]
