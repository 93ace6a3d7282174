"""Mappings as TOML files: which column means what."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convdesk.model.mapping import Mapping, Role
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.model.imports import Proposal

EXAMPLE = 'Write for example: zone = "Europe/Oslo" and, under [columns], client_id = "user".'


def read_mapping(path: Path) -> Callable[[Proposal], Mapping]:
    """What a mapping file changes in a file's own proposal; raises ProblemError naming what cannot be read.

    The file may hold `reader`, `zone`, a table `columns` (column = role) and a table `options`.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"The mapping cannot be read ({error.strerror})."
        raise ProblemError(path.name, what, "See whether the file is there.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProblemError(path.name, f"This is not TOML ({error}).", EXAMPLE) from error
    columns = told.get("columns", {})
    roles = {name: _role(path, name, role) for name, role in columns.items()}
    return lambda proposal: _adapted(path, proposal, told, roles)


def _role(path: Path, column: str, text: object) -> Role:
    try:
        return Role(str(text))
    except ValueError as error:
        known = ", ".join(role.value for role in Role)
        raise ProblemError(f"{path.name}, column {column}", f"“{text}” is no role.", f"Use one of: {known}.") from error


def _adapted(path: Path, proposal: Proposal, told: dict[str, Any], roles: dict[str, Role]) -> Mapping:
    mapping = proposal.mapping
    names = {column.name for column in mapping.columns}
    unknown = [name for name in roles if name not in names]
    if unknown:
        what = f"{proposal.file} has no column “{unknown[0]}”."
        raise ProblemError(path.name, what, f"It has: {', '.join(sorted(names)[:20])}.")
    for name, role in roles.items():
        mapping = mapping.with_role(name, role)
    options = {**mapping.options, **{key: str(value) for key, value in told.get("options", {}).items()}}
    return replace(
        mapping, reader=told.get("reader", mapping.reader), zone=told.get("zone", mapping.zone), options=options
    )
