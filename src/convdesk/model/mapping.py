"""Which column of a file means what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Role(StrEnum):
    """What a column means. A file's reader says which roles it needs."""

    USER = "user"
    SESSION = "session"
    DEVICE = "device"
    EMAIL = "email"
    EVENT = "event"
    TIME = "time"
    ID = "event id"
    PAGE = "page"
    PROPERTY = "property"
    RESPONDENT = "respondent"
    CLOSED = "closed question"
    SCALE = "scale question"
    OPEN = "open question"
    SKIP = "leave out"


@dataclass(frozen=True)
class Column:
    """One column of a file: its name as the file has it, its role, and some of its values."""

    name: str
    role: Role
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """How a reader shall understand a file. `zone` is assumed for times that carry none."""

    reader: str
    columns: tuple[Column, ...] = ()
    zone: str = "UTC"
    options: dict[str, str] = field(default_factory=dict)

    def named(self, role: Role) -> str | None:
        """The first column with that role."""
        return next((column.name for column in self.columns if column.role is role), None)

    def all_named(self, role: Role) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.role is role)

    def with_role(self, name: str, role: Role) -> Mapping:
        """The same mapping with another role for one column; a role only one column can have moves there."""
        single = role in {
            Role.USER,
            Role.SESSION,
            Role.EVENT,
            Role.TIME,
            Role.PAGE,
            Role.EMAIL,
            Role.RESPONDENT,
        }
        columns = tuple(
            replace(column, role=role)
            if column.name == name
            else replace(column, role=Role.PROPERTY if single and column.role is role else column.role)
            for column in self.columns
        )
        return replace(self, columns=columns)
