"""Heatmaps as plain JSON, for evidence."""

from __future__ import annotations

from typing import Any

from convdesk.model.heatmap import HeatSpec, HeatView
from convdesk.model.notation import segment_from_json, segment_to_json
from convdesk.model.page import Bucket

Json = dict[str, Any]


def heat_to_json(spec: HeatSpec) -> Json:
    """A question about a page as JSON."""
    return {
        "page": spec.page, "view": spec.view.value, "bucket": spec.bucket.value if spec.bucket else None,
        "segment": segment_to_json(spec.segment), "minus": segment_to_json(spec.minus) if spec.minus else None,
        "state": spec.state, "is_by_people": spec.is_by_people, "radius_px": spec.radius_px,
    }  # fmt: skip


def heat_from_json(found: Json) -> HeatSpec:
    """The inverse of `heat_to_json`; raises KeyError or ValueError for anything else."""
    return HeatSpec(
        found["page"], HeatView(found["view"]), Bucket(found["bucket"]) if found["bucket"] else None,
        segment_from_json(found["segment"]), segment_from_json(found["minus"]) if found["minus"] else None,
        found["state"], bool(found["is_by_people"]), radius_px=float(found["radius_px"]),
    )  # fmt: skip
