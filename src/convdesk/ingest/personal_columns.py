"""Which columns of a file are personal and what is proposed for them, from its first rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from convdesk.ingest.identity import ADDRESS, PHONE
from convdesk.ingest.personal import kinds_in, whole_kind
from convdesk.ingest.privacy import kind_of_column
from convdesk.ingest.suspects import noticeable
from convdesk.model.mapping import Role
from convdesk.model.privacy import Action, Kind, PersonalColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.imports import Proposal
    from convdesk.model.mapping import Column

IDS = {Role.USER, Role.DEVICE, Role.RESPONDENT}
KEYS = {*IDS, Role.EMAIL}
"""Columns that join people: hashed rather than left out."""

LOOKED_AT = 500
"""Rows that are looked at."""

_SILENT = {
    Role.TIME,
    Role.SESSION,
    Role.ID,
    Role.SCALE,
    Role.CONSENT,
    Role.CONSENT_LINK,
    Role.CONSENT_QUOTE,
    Role.CONSENT_SHOW,
}
_CHOICES = {
    **{role: (Action.HASH, Action.KEEP) for role in IDS},
    Role.EMAIL: (Action.HASH, Action.DROP),
    **{role: (Action.MASK, Action.KEEP) for role in (Role.EVENT, Role.PAGE)},
}
_NAMELESS = {*KEYS, Role.EVENT, Role.PAGE}
"""Columns whose names say what they are for, not whose they are."""


def personal_columns_of(proposal: Proposal, regions: Sequence[str] = ()) -> tuple[PersonalColumn, ...]:
    """The columns of a proposed file that hold something personal in its first rows, in the file's order."""
    places = {name: place for place, name in reversed([*enumerate(proposal.header)])}
    rows = (proposal.sample or proposal.rows)[:LOOKED_AT]
    found = []
    for column in proposal.mapping.columns:
        place = places.get(column.name)
        values = [row[place] for row in rows if place is not None and place < len(row) and row[place]]
        seen = _looked_at(column, values or column.examples, regions)
        if seen is not None:
            found.append(seen)
    return tuple(found)


def default_action(name: str, values: Sequence[str], regions: Sequence[str] = ()) -> Action:
    """Dropped: a column that is personal by its name, or most values of which are one personal thing. Else masked."""
    if kind_of_column(name) is not None:
        return Action.DROP
    whole = sum(whole_kind(value, kinds_in(value, regions)) is not None for value in noticeable(values))
    return Action.DROP if 2 * whole > len(values) else Action.MASK


def unreadable(text: str, kind: Kind) -> str:
    """A personal thing as an example that says what it looks like, not whose it is: `a•••@•••.com`."""
    plain = " ".join(text.split())
    if kind is Kind.EMAIL and "@" in plain:
        ending = plain.rpartition(".")[2] if "." in plain.rpartition("@")[2] else ""
        return f"{plain[0]}•••@•••{f'.{ending}' if ending else ''}"
    return f"{plain[:1]}•••" if kind is not Kind.PHONE else f"{plain[:3]} ••• {plain[-1:]}"


def _looked_at(column: Column, values: Sequence[str], regions: Sequence[str]) -> PersonalColumn | None:
    if column.role in _SILENT or not values:
        return None
    if column.role in KEYS:
        kinds, example = _kinds_of_ids(values)
    else:
        kinds, example = _kinds(values, regions)
    named = None if column.role in _NAMELESS else kind_of_column(column.name)
    if named is not None and not kinds[named]:
        kinds[named] = len(values)
        example = example or unreadable(values[0], named)
    if not kinds:
        return None
    choices = _CHOICES.get(column.role, tuple(Action))
    return PersonalColumn(column.name, dict(kinds.most_common()), _proposed(column, values, regions), example, choices)


def _proposed(column: Column, values: Sequence[str], regions: Sequence[str]) -> Action:
    if column.role in KEYS:
        return Action.HASH
    if column.role in _NAMELESS:
        return Action.MASK
    return Action.DROP if column.role is Role.SKIP else default_action(column.name, values, regions)


def _kinds(values: Sequence[str], regions: Sequence[str]) -> tuple[Counter[Kind], str]:
    """How many values hold each kind, and one of the things made unreadable."""
    counts: Counter[Kind] = Counter()
    example = ""
    for value in noticeable(values):
        spans = kinds_in(value, regions)
        counts.update({span.kind for span in spans})
        if spans and not example:
            example = unreadable(value[spans[0].start : spans[0].end], spans[0].kind)
    return counts, example


def _kinds_of_ids(values: Sequence[str]) -> tuple[Counter[Kind], str]:
    """Of ids only those count that are an address or a phone number as a whole; hashes of addresses are no more."""
    counts: Counter[Kind] = Counter()
    example = ""
    for value in map(str.strip, values):
        kind = Kind.EMAIL if ADDRESS.fullmatch(value) else Kind.PHONE if PHONE.fullmatch(value) else None
        if kind is not None:
            counts[kind] += 1
            example = example or unreadable(value, kind)
    return counts, example
