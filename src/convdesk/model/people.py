"""Who is one person: keys, what joins them, what was refused, and what the researcher says by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convdesk.model.problem import Problem


class KeyKind(StrEnum):
    """What sort of id a key is. A device is an id that stands beside, or was later identified as, another one."""

    USER = "user"
    DEVICE = "device"
    EMAIL = "email"
    RESPONDENT = "respondent"
    SESSION = "session"


KINDS = tuple(KeyKind)
"""Strongest first: a person is called by the first kind of key it has."""


class JoinRule(StrEnum):
    """Why two keys are one person."""

    HAND = "hand"
    MATCH = "match"
    EMAIL = "email"
    DEVICE = "device"
    SESSION = "session"
    RESPONSE = "response"


RULES = tuple(JoinRule)
"""Strongest first."""

RULE_WORDS = {
    JoinRule.HAND: "hand", JoinRule.MATCH: "a match table", JoinRule.EMAIL: "e-mail",
    JoinRule.DEVICE: "a device or alias record", JoinRule.SESSION: "a session", JoinRule.RESPONSE: "a response",
}  # fmt: skip


@dataclass(frozen=True)
class JoinLimits:
    """How many a key may join before it is a conflict instead of a join: the one choice behind all identity.

    An address may be shared by a few user ids of one person; a device or a session with two people joins neither.
    """

    people_per_address: int = 5
    people_per_device: int = 1
    keys_per_person: int = 100

    def in_words(self) -> str:
        """The rule, as it is shown under every report."""
        return (
            "People are keys joined by the same id in several sources, an e-mail, a device or alias record, a session, "
            f"a match table, or by hand. An e-mail shared by more than {self.people_per_address} people, a device or "
            f"session seen with more than {_people(self.people_per_device)}, and an id that would join more than "
            f"{self.people_per_address} people or {self.keys_per_person} other ids join nobody: they are conflicts, "
            "and what happened before anybody was identified there stays with a person of its own. "
            "Splits by hand win over joins."
        )


LIMITS = JoinLimits()


class EdgeKind(StrEnum):
    """What the researcher says of keys by hand: they are one person, one stands alone, two are never one person."""

    MERGE = "merge"
    ALONE = "alone"
    APART = "apart"


@dataclass(frozen=True)
class HandEdge:
    """One thing said by hand; `other` is empty where it is about one key."""

    id: str
    kind: EdgeKind
    one: str
    other: str = ""


@dataclass(frozen=True)
class Identity:
    """What joins and splits keys beside the data: the researcher's hand and match tables. `matches`: keys a row."""

    edges: tuple[HandEdge, ...] = ()
    matches: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    def pairs(self, kind: EdgeKind) -> tuple[tuple[str, str], ...]:
        return tuple((edge.one, edge.other) for edge in self.edges if edge.kind is kind)


NO_IDENTITY = Identity()


@dataclass(frozen=True)
class Conflict:
    """A key that would have joined too many, and what became of it."""

    key: str
    kind: KeyKind
    would_join: int
    done: str

    @property
    def name(self) -> str:
        return key_in_words(self.key, self.kind)


@dataclass(frozen=True)
class StitchReport:
    """How keys became people. `keys` = `components` + all of `joined`; a component with data is a person."""

    keys: int
    keys_by_kind: dict[KeyKind, int]
    in_several_sources: int
    components: int
    joined: dict[JoinRule, int]
    actors: int
    actors_joined: int
    largest: int
    conflicts: tuple[Conflict, ...]
    conflict_count: int
    events: int
    anonymous_events: int
    anonymous_actors: int
    respondents: int
    respondents_of_nobody: int
    recordings: int
    recordings_of_nobody: int
    splits: int
    definition: str

    @property
    def anonymous_share(self) -> float:
        return self.anonymous_events / self.events if self.events else 0.0


@dataclass(frozen=True)
class PersonRow:
    """One person in the list; `first` and `last` are ISO 8601 UTC, None where nothing has a time."""

    name: str
    kinds: dict[KeyKind, int]
    events: int
    sessions: int
    recordings: int
    answers: int
    first: str | None
    last: str | None


class PersonOrder(StrEnum):
    """What the list of people can be sorted by."""

    NAME = "name"
    KEYS = "keys"
    EVENTS = "events"
    SESSIONS = "sessions"
    RECORDINGS = "recordings"
    ANSWERS = "answers"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True)
class KeyPlace:
    """Where a key was seen: a source file, with its events, recordings or responses under that key."""

    file: str
    events: int = 0
    recordings: int = 0
    responses: int = 0


@dataclass(frozen=True)
class KeyReason:
    """Why a key belongs to a person: joined with `other` by `rule`."""

    rule: JoinRule
    other: str


@dataclass(frozen=True)
class KeyView:
    """One key of a person, where it was seen and what joins it."""

    key: str
    name: str
    kind: KeyKind
    places: tuple[KeyPlace, ...]
    reasons: tuple[KeyReason, ...]


@dataclass(frozen=True)
class PersonView:
    """One person from near."""

    row: PersonRow
    keys: tuple[KeyView, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class MatchColumn:
    """One column of a match table: its name and what sort of id it holds; None where that is looked up."""

    name: str
    kind: KeyKind | None


@dataclass(frozen=True)
class MatchReport:
    """What a match table holds: read = kept + duplicates + rejected. `unknown` rows name nobody of this study."""

    file: str
    columns: tuple[MatchColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    read: int = 0
    kept: int = 0
    duplicates: int = 0
    rejected: int = 0
    unknown: int = 0
    people_before: int = 0
    people_after: int = 0
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of `convdesk match`; the first rows are for looking at only."""
        fields = {name: value for name, value in asdict(self).items() if name != "rows"}
        fields["columns"] = [
            {"name": column.name, "kind": column.kind.value if column.kind else "any"} for column in self.columns
        ]
        return fields


@dataclass(frozen=True)
class MatchTable:
    """A match table that is in the study."""

    id: str
    file: str
    rows: int
    imported_at: str


def kind_of_key(key: str) -> KeyKind:
    """What sort of id a key says it is."""
    return _PREFIXES.get(key.partition(":")[0], KeyKind.USER)


def key_in_words(key: str, kind: KeyKind | None = None) -> str:
    """A key as people read it: a user id as it is, other keys with their kind, hashes short."""
    text = key.partition(":")[2]
    kind = kind or kind_of_key(key)
    if kind in {KeyKind.USER, KeyKind.DEVICE}:
        return text
    return f"{kind.value} {text[:12] if kind is KeyKind.EMAIL else text}"


_PREFIXES = {kind.value: kind for kind in KeyKind}


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"
