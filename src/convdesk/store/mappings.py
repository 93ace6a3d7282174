"""Saved mappings: which column means what in files of one shape, under a name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convdesk.store.workspace import Workspace


@dataclass(frozen=True)
class MappingRow:
    """One saved mapping; `spec` as in a mapping file: reader, zone, columns, options."""

    id: str
    name: str
    reader: str
    spec: dict[str, Any]


def load_mappings(workspace: Workspace) -> tuple[MappingRow, ...]:
    """All of them, the latest first."""
    rows = workspace.reading.execute("select id, name, reader, spec from mappings order by created_at desc, rowid desc")
    return tuple(MappingRow(row_id, name, reader, json.loads(spec)) for row_id, name, reader, spec in rows)
