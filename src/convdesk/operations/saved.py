"""What the study keeps by name: funnels and segments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from convdesk.model.funnel import SavedFunnel
from convdesk.model.notation import funnel_from_json, segment_from_json
from convdesk.model.segment import SavedSegment
from convdesk.store import rows

if TYPE_CHECKING:
    from convdesk.operations.study import Study


def saved_funnels(study: Study) -> tuple[SavedFunnel, ...]:
    """The funnels the study keeps, oldest first."""
    return tuple(
        SavedFunnel(row_id, name, funnel_from_json(json.loads(spec)))
        for row_id, name, spec in rows.load_funnels(study.workspace)
    )


def saved_segments(study: Study) -> tuple[SavedSegment, ...]:
    """The segments the study keeps, by name."""
    return tuple(
        SavedSegment(row_id, name, segment_from_json(json.loads(spec)))
        for row_id, name, spec in rows.load_segments(study.workspace)
    )
