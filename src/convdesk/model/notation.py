"""Funnels and segments as plain JSON, for the study file and for evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.model import segment as s
from convdesk.model.funnel import Bucket, FunnelRules, FunnelSpec, InBucket, Per
from convdesk.model.moment import duration_text, duration_us
from convdesk.model.step import Matcher, PropertyTest, Step

if TYPE_CHECKING:
    from convdesk.model.segment import Segment

Json = dict[str, Any]


def funnel_to_json(spec: FunnelSpec) -> Json:
    """A funnel as JSON: its steps in full, so that event names may hold any character."""
    return {
        "name": spec.name,
        "steps": [[_matcher_to_json(matcher) for matcher in step.any_of] for step in spec.steps],
        "window": duration_text(spec.rules.window_us),
        "per": spec.per.value,
        "segment": segment_to_json(spec.segment),
    }


def funnel_from_json(found: Json) -> FunnelSpec:
    """The inverse of `funnel_to_json`; raises KeyError or ValueError for anything else."""
    steps = tuple(Step(tuple(_matcher_from_json(matcher) for matcher in step)) for step in found["steps"])
    rules = FunnelRules(duration_us(found["window"]))
    return FunnelSpec(steps, rules, Per(found["per"]), segment_from_json(found["segment"]), found["name"])


def segment_to_json(segment: Segment) -> Json:
    """A segment as JSON; `kind` names its class."""
    kind = type(segment).__name__
    match segment:
        case s.Both(left, right) | s.Either(left, right):
            return {"kind": kind, "left": segment_to_json(left), "right": segment_to_json(right)}
        case s.Not(inner):
            return {"kind": kind, "inner": segment_to_json(inner)}
        case s.Did(step, times):
            return {"kind": kind, "step": [_matcher_to_json(m) for m in step.any_of], "times": times}
        case s.HasProperty(test):
            return {"kind": kind, "test": _test_to_json(test)}
        case InBucket(funnel, bucket, at):
            return {"kind": kind, "funnel": funnel_to_json(funnel), "bucket": bucket.value, "step": at}
        case s.Answered(question, answer):
            return {"kind": kind, "question": question, "test": _test_to_json(answer) if answer else None}
        case s.Listed(actors):
            return {"kind": kind, "actors": sorted(actors)}
    return {"kind": "Everyone"}


def segment_from_json(found: Json) -> Segment:
    """The inverse of `segment_to_json`."""
    kind = found["kind"]
    if kind in {"Both", "Either"}:
        sides = segment_from_json(found["left"]), segment_from_json(found["right"])
        return s.Both(*sides) if kind == "Both" else s.Either(*sides)
    if kind == "Not":
        return s.Not(segment_from_json(found["inner"]))
    return _atom_from_json(kind, found)


def _atom_from_json(kind: str, found: Json) -> Segment:
    match kind:
        case "Did":
            return s.Did(Step(tuple(_matcher_from_json(m) for m in found["step"])), found["times"])
        case "HasProperty":
            return s.HasProperty(PropertyTest(*found["test"]))
        case "InBucket":
            return InBucket(funnel_from_json(found["funnel"]), Bucket(found["bucket"]), found["step"])
        case "Answered":
            return s.Answered(found["question"], PropertyTest(*found["test"]) if found["test"] else None)
        case "Listed":
            return s.Listed(frozenset(found["actors"]))
        case "Everyone":
            return s.Everyone()
    raise ValueError(f"no segment is called {kind}")


def _matcher_to_json(matcher: Matcher) -> Json:
    return {"event": matcher.event, "page": matcher.page, "tests": [_test_to_json(test) for test in matcher.tests]}


def _matcher_from_json(found: Json) -> Matcher:
    return Matcher(found["event"], found["page"], tuple(PropertyTest(*test) for test in found["tests"]))


def _test_to_json(test: PropertyTest) -> list[str]:
    return [test.name, test.operator, test.value]
