"""Who stands behind each number of a funnel, as a segment."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from convdesk.model.funnel import Bucket, InBucket
from convdesk.model.funnel_rules import OnExclusion

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.segment import Segment


def in_bucket(spec: FunnelSpec, bucket: Bucket, step: int, group: str | None = None) -> InBucket:
    """Those in one bucket of a step (from 1), in one group of the breakdown where a label is given."""
    return InBucket(spec if group is not None else replace(spec, breakdown=None), bucket, step, group)


def went_on(spec: FunnelSpec, step: int) -> InBucket:
    """Those who reached the next step that is not optional."""
    after = next(number for number in range(step + 1, len(spec.steps) + 1) if number not in spec.optional)
    return in_bucket(spec, Bucket.REACHED, after)


def under_way(spec: FunnelSpec) -> Segment:
    """Those still inside their window, at whichever step."""
    steps = range(1, len(spec.steps))
    return reduce(or_, (in_bucket(spec, Bucket.OPEN, step) for step in steps if step not in spec.optional))


def removed(spec: FunnelSpec) -> Segment:
    """Those whom an excluded event took out of the funnel."""
    apart = replace(spec, rules=replace(spec.rules, on_exclusion=OnExclusion.APART))
    steps = range(1, len(spec.steps))
    return reduce(or_, (in_bucket(apart, Bucket.EXCLUDED, step) for step in steps if step not in spec.optional))


def never_entered(spec: FunnelSpec) -> Segment:
    """Those the question is about who did not enter."""
    entered: Segment = in_bucket(spec, Bucket.REACHED, 1)
    if spec.rules.on_exclusion is OnExclusion.REMOVED and spec.exclusions and len(spec.steps) > 1:
        entered = entered | removed(spec)
    return spec.segment & ~entered
