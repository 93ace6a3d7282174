"""Which column of a file means what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.privacy import Action


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
    X = "x"
    Y = "y"
    WIDTH = "viewport width"
    HEIGHT = "viewport height"
    KIND = "click kind"
    ELEMENT = "element"
    PROPERTY = "property"
    RESPONDENT = "respondent"
    CLOSED = "closed question"
    SCALE = "scale question"
    OPEN = "open question"
    MULTIPLE = "multiple choice question"
    RANKING = "ranking question"
    NUMBER = "number question"
    DATE = "date question"
    QUESTION = "what was asked"
    ANSWER = "what was answered"
    CONSENT = "consent"
    CONSENT_QUOTE = "may quote"
    CONSENT_LINK = "may link"
    CONSENT_SHOW = "may show"
    SKIP = "leave out"


@dataclass(frozen=True)
class Column:
    """One column of a file: its name as the file has it, its role, and some of its values."""

    name: str
    role: Role
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """How a reader shall understand a file. `zone` is assumed for times that carry none.

    `privacy`: what shall happen to columns that hold something personal, where it is not what is proposed.
    """

    reader: str
    columns: tuple[Column, ...] = ()
    zone: str = "UTC"
    options: dict[str, str] = field(default_factory=dict)
    privacy: dict[str, Action] = field(default_factory=dict)

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
            Role.DEVICE,
            Role.EVENT,
            Role.TIME,
            Role.ID,
            Role.PAGE,
            Role.X,
            Role.Y,
            Role.WIDTH,
            Role.HEIGHT,
            Role.EMAIL,
            Role.RESPONDENT,
            Role.QUESTION,
            Role.ANSWER,
            Role.CONSENT,
            Role.CONSENT_QUOTE,
            Role.CONSENT_LINK,
            Role.CONSENT_SHOW,
        }
        columns = tuple(
            replace(column, role=role)
            if column.name == name
            else replace(column, role=Role.PROPERTY if single and column.role is role else column.role)
            for column in self.columns
        )
        privacy = {one: action for one, action in self.privacy.items() if one != name or role is not Role.SKIP}
        return replace(self, columns=columns, privacy=privacy)

    def with_action(self, name: str, action: Action) -> Mapping:
        """The same mapping with another thing to happen to one personal column."""
        return replace(self, privacy={**self.privacy, name: action})
