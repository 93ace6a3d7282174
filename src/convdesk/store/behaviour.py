"""What the researcher decided about behaviour: friction rules, corrections by hand, goals, groups of pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from convdesk.model.friction import RULES, Correction, FrictionRules, Signal
from convdesk.model.page import PagePattern

if TYPE_CHECKING:
    from convdesk.store.workspace import Workspace

RULES_ROW = "rules"
"""The one row of the friction rules."""


def load_rules(workspace: Workspace) -> FrictionRules:
    """The study's friction rules; ours where none were chosen."""
    found = workspace.reading.execute("select spec from friction_rules where id = ?", (RULES_ROW,)).fetchone()
    if found is None:
        return RULES
    kept: dict[str, Any] = json.loads(found[0])
    spec: dict[str, Any] = {name: tuple(told) if isinstance(told, list) else told for name, told in kept.items()}
    return FrictionRules(**spec)


def rules_json(rules: FrictionRules) -> str:
    """Friction rules as they are kept."""
    return json.dumps(vars(rules), ensure_ascii=False)


def load_corrections(workspace: Workspace) -> tuple[Correction, ...]:
    """Occurrences that a researcher took out, oldest first."""
    rows = workspace.reading.execute(
        "select id, signal, recording, at_ms, note, person from friction_corrections order by made_at, rowid"
    )
    return tuple(
        Correction(row_id, Signal(signal), recording, at, note, person)
        for row_id, signal, recording, at, note, person in rows
    )


def load_goals(workspace: Workspace) -> list[tuple[str, str, dict[str, Any]]]:
    """(id, name, spec) of the goals, in the order they were made."""
    rows = workspace.reading.execute("select id, name, spec from goals order by created_at, rowid")
    return [(row_id, name, json.loads(spec)) for row_id, name, spec in rows]


def load_page_patterns(workspace: Workspace) -> tuple[PagePattern, ...]:
    """The researcher's own groups of pages, the latest first: of several that a page fits, the latest counts."""
    rows = workspace.reading.execute(
        "select id, pattern, is_apart from page_patterns order by made_at desc, rowid desc"
    )
    return tuple(PagePattern(pattern, bool(is_apart), row_id) for row_id, pattern, is_apart in rows)
