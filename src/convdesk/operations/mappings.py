"""Mappings kept for files of one shape: in the study under a name, or in a TOML file."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from convdesk.model.mapping import Mapping, Role
from convdesk.model.privacy import Action
from convdesk.model.problem import ProblemError
from convdesk.store import mappings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.model.imports import Proposal
    from convdesk.operations.study import Study
    from convdesk.store.mappings import MappingRow

EXAMPLE = 'Write for example: zone = "Europe/Oslo" and, under [columns], client_id = "user".'


@dataclass(frozen=True)
class SavedMapping:
    """A mapping the study keeps: proposed again for files of this reader with these columns."""

    name: str
    reader: str
    columns: dict[str, str]


def read_mapping(path: Path) -> Callable[[Proposal], Mapping]:
    """What a mapping file changes in a file's own proposal; raises ProblemError naming what cannot be read.

    The file may hold `reader`, `zone`, and tables `columns` (column = role), `options` and `privacy` (column = action).
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"The mapping cannot be read ({error.strerror})."
        raise ProblemError(path.name, what, "See whether the file is there.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProblemError(path.name, f"This is not TOML ({error}).", EXAMPLE) from error
    for name, kind in (("columns", dict), ("options", dict), ("privacy", dict), ("reader", str), ("zone", str)):
        if not isinstance(told.get(name, kind()), kind):
            what = f"“{name}” must be a {'table' if kind is dict else 'text'}."
            raise ProblemError(path.name, what, EXAMPLE)
    roles = {name: _role(path.name, name, role) for name, role in told.get("columns", {}).items()}

    def adapt(proposal: Proposal) -> Mapping:
        _refuse_unknown(path.name, proposal, roles)
        return _adapted(proposal.mapping, told, roles)

    return adapt


def mapping_text(mapping: Mapping) -> str:
    """A mapping as a TOML file that `read_mapping` reads."""
    told = _told(mapping)
    lines = [f"{name} = {_quoted(told[name])}" for name in ("reader", "zone")]
    for table in ("options", "columns", "privacy"):
        lines += ["", f"[{table}]", *(f"{_quoted(name)} = {_quoted(text)}" for name, text in told[table].items())]
    return "\n".join(lines) + "\n"


def save_mapping(study: Study, name: str, mapping: Mapping) -> None:
    """Keep a mapping under a name (a second one of that name replaces the first); raises ProblemError."""
    name = " ".join(name.split())
    if not name:
        raise ProblemError("mapping", "A mapping needs a name.", "Write one, such as: Weekly export.")
    workspace = study.workspace
    known = {row.name: row.id for row in mappings.load_mappings(workspace)}
    row = {
        "name": name, "reader": mapping.reader, "spec": json.dumps(_told(mapping), ensure_ascii=False),
        "created_at": workspace.stamps.now_text(),
    }  # fmt: skip
    with workspace.known_problems(), workspace.history.edit(f"Save mapping “{name}”") as edit:
        edit.put("mappings", known.get(name) or workspace.stamps.new_id(), **row)


def remove_mapping(study: Study, name: str) -> None:
    """Forget a mapping; raises ProblemError when there is none of that name."""
    workspace = study.workspace
    row = next((row for row in mappings.load_mappings(workspace) if row.name == name), None)
    if row is None:
        raise ProblemError(f"mapping “{name}”", "The study has no such mapping.", "convdesk mappings lists them.")
    with workspace.known_problems(), workspace.history.edit(f"Remove mapping “{name}”") as edit:
        edit.drop("mappings", row.id)


def list_mappings(study: Study) -> tuple[SavedMapping, ...]:
    """The mappings the study keeps, the latest first."""
    rows = mappings.load_mappings(study.workspace)
    return tuple(SavedMapping(row.name, row.reader, row.spec["columns"]) for row in rows)


def with_saved(study: Study, proposal: Proposal) -> Proposal:
    """The proposal as the study's latest mapping for files of this shape has it, where there is one."""
    names = {column.name for column in proposal.mapping.columns}
    for row in mappings.load_mappings(study.workspace):
        if row.reader == proposal.mapping.reader and names and set(row.spec["columns"]) == names:
            return _as_saved(proposal, row)
    return proposal


def _as_saved(proposal: Proposal, row: MappingRow) -> Proposal:
    roles = {name: _role(row.name, name, role) for name, role in row.spec["columns"].items()}
    mapping = _adapted(proposal.mapping, row.spec, roles)
    return replace(proposal, mapping=mapping, missing=(), reason=f"as saved under “{row.name}”")


def _told(mapping: Mapping) -> dict[str, Any]:
    columns = {column.name: column.role.value for column in mapping.columns}
    privacy = {name: action.value for name, action in mapping.privacy.items()}
    return {
        "reader": mapping.reader, "zone": mapping.zone, "options": dict(mapping.options), "columns": columns,
        "privacy": privacy,
    }  # fmt: skip


def _action(column: str, text: object) -> Action:
    try:
        return Action(str(text))
    except ValueError as error:
        known = ", ".join(action.value for action in Action)
        raise ProblemError(f"privacy of {column}", f"“{text}” is nothing to do.", f"Use one of: {known}.") from error


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _role(where: str, column: str, text: object) -> Role:
    try:
        return Role(str(text))
    except ValueError as error:
        known = ", ".join(role.value for role in Role)
        raise ProblemError(f"{where}, column {column}", f"“{text}” is no role.", f"Use one of: {known}.") from error


def _refuse_unknown(where: str, proposal: Proposal, roles: dict[str, Role]) -> None:
    names = {column.name for column in proposal.mapping.columns}
    unknown = [name for name in roles if name not in names]
    if unknown:
        what = f"{proposal.file} has no column “{unknown[0]}”."
        raise ProblemError(where, what, f"It has: {', '.join(sorted(names)[:20])}.")


def _adapted(mapping: Mapping, told: dict[str, Any], roles: dict[str, Role]) -> Mapping:
    for name, role in roles.items():
        mapping = mapping.with_role(name, role)
    options = {**mapping.options, **{key: str(value) for key, value in told.get("options", {}).items()}}
    privacy = {**mapping.privacy, **{name: _action(name, text) for name, text in told.get("privacy", {}).items()}}
    return replace(
        mapping, reader=told.get("reader", mapping.reader), zone=told.get("zone", mapping.zone), options=options,
        privacy=privacy,
    )  # fmt: skip
