"""What is personal, what happens to it, and what people agreed to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of personal thing; its value is the word in placeholders such as `[email-3]`."""

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    ID_NUMBER = "id-number"
    IP = "ip"
    COORDINATES = "coordinates"
    SECRET = "secret"
    USER_AGENT = "user-agent"
    NAME = "name"
    ADDRESS = "address"
    BIRTHDAY = "birthday"
    OTHER = "text"


class Action(StrEnum):
    """What happens to something personal when a file is imported."""

    DROP = "drop"
    MASK = "mask"
    HASH = "hash"
    KEEP = "keep"


@dataclass(frozen=True)
class Span:
    """A personal thing in a text: from `start` up to `end`, in characters."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class PersonalColumn:
    """A column that holds something personal, as seen in a file's first rows.

    `kinds`: how many of the values looked at hold each kind. `action`: what is proposed. `example`: one of them, made
    unreadable. `choices`: what can be done; one that joins people is not masked, and addresses that do are not kept.
    """

    column: str
    kinds: dict[Kind, int]
    action: Action
    example: str = ""
    choices: tuple[Action, ...] = tuple(Action)

    @property
    def count(self) -> int:
        """How often the most frequent kind was met."""
        return max(self.kinds.values(), default=0)


@dataclass(frozen=True)
class PersonalFound:
    """What an import found in one column and did about it: different values of events, answers of a survey."""

    column: str
    kind: Kind
    count: int
    action: Action

    def as_dict(self) -> dict[str, object]:
        return {"column": self.column, "kind": self.kind.value, "count": self.count, "action": self.action.value}


@dataclass(frozen=True)
class Consent:
    """What somebody who answered agreed to. Where a file does not ask, nothing is forbidden."""

    may_quote: bool = True
    may_link: bool = True
    may_show: bool = True


AGREED = Consent()


@dataclass(frozen=True)
class Withdrawal:
    """All that is linked to one person who withdraws: what will be deleted, or what was.

    `person`: as the study names them. `findings`: titles of findings that lose evidence or words; `left_bare`: those
    that have no evidence then. `files`: sources the person's data came from; another import brings it back.
    `is_clean`: afterwards, whether nothing of it can be read from the file any more.
    """

    person: str
    respondents: int = 0
    answers: int = 0
    recordings: int = 0
    events: int = 0
    evidence: int = 0
    history_rows: int = 0
    backups: int = 0
    findings: tuple[str, ...] = ()
    left_bare: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    is_clean: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing of this person is in the study."""
        return not (self.respondents or self.recordings or self.events)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
