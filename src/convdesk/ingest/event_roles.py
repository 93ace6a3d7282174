"""Which column of a file plays which part in an import: the mapping, resolved against the file's own columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.columns import EVENT, PAGE, PROPERTY
from convdesk.ingest.privacy import are_addresses, left_out
from convdesk.ingest.roles import missing, personal_columns, unused_names
from convdesk.model.mapping import Column, Role
from convdesk.model.privacy import Action
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.reader import Terms
    from convdesk.model.mapping import Mapping


@dataclass(frozen=True)
class Parts:
    """Places of columns in a file (from 0). `coded`: (name in the import, place), the event first.

    `id`: the vendor's own id of an event.
    """

    time: int
    user: int | None
    device: int | None
    session: int | None
    email: int | None
    id: int | None
    coded: tuple[tuple[str, int], ...]
    personal: tuple[str, ...]
    salt: bytes | None = None
    """What ids that are addresses or phone numbers are hashed with; None: they stay as they are."""
    unused: tuple[str, ...] = ()
    """Columns called like names of events, where the page names them."""

    @property
    def who(self) -> tuple[int, ...]:
        """The places of all that says who it was, once and in order."""
        places = (self.user, self.device, self.session, self.email)
        return tuple(sorted({place for place in places if place is not None}))

    @property
    def values(self) -> tuple[int, ...]:
        """The places of all that is coded, once and in order."""
        return tuple(sorted({place for _, place in self.coded}))


def parts_of(mapping: Mapping, columns: Sequence[Column], where: str, terms: Terms) -> Parts:
    """The parts as the mapping gives them, the file's own columns filling in; raises ProblemError.

    `columns` are the file's, with examples; one the mapping does not name is a property.
    """
    roles = {column.name: column.role for column in mapping.columns}
    _refuse_unknown(roles, columns, where)
    given = [replace(column, role=roles.get(column.name, Role.PROPERTY)) for column in columns]
    first = {role: place for place, role in reversed([*enumerate(column.role for column in given)])}
    _refuse_incomplete(first, where)
    leading = {place for role, place in first.items() if role in _LEADING}
    rest = [(place, column) for place, column in enumerate(given) if place not in leading]
    personal = personal_columns(column for _, column in rest)
    out = left_out(mapping, personal, keep_personal=terms.keep_personal)
    page = first.get(Role.PAGE)
    coded = [(EVENT, first.get(Role.EVENT, page if page is not None else 0))]
    coded += [(PAGE, page)] if page is not None else []
    coded += [(PROPERTY + c.name, place) for place, c in rest if c.role is not Role.SKIP and c.name not in out]
    user, email = first.get(Role.USER), first.get(Role.EMAIL)
    addressed = [given[at].name for at in (user, email) if at is not None and are_addresses(given[at].examples)]
    keeps_users = user is not None and mapping.privacy.get(given[user].name) is Action.KEEP
    return Parts(
        first[Role.TIME], user, first.get(Role.DEVICE), first.get(Role.SESSION), email, first.get(Role.ID),
        tuple(coded), (*addressed, *(name for name in personal if name in out)),
        None if keeps_users or terms.keep_personal else terms.salt,
        () if Role.EVENT in first else unused_names([column for _, column in rest]),
    )  # fmt: skip


_LEADING = {Role.TIME, Role.USER, Role.DEVICE, Role.SESSION, Role.EMAIL, Role.ID, Role.EVENT, Role.PAGE}


def _refuse_unknown(roles: dict[str, Role], columns: Sequence[Column], where: str) -> None:
    known = {column.name for column in columns}
    needed = (name for name, role in roles.items() if role in _LEADING and name not in known)
    name = next(needed, None)
    if name is not None:
        what = f"The file has no column “{name}”, which the mapping names."
        raise ProblemError(where, what, "Choose the columns again for this file.")


def _refuse_incomplete(first: dict[Role, int], where: str) -> None:
    sentences = missing([Column("", role) for role in first])
    if sentences:
        what, _, remedy = sentences[0].partition(": ")
        raise ProblemError(where, f"{what}.", f"{remedy[0].upper()}{remedy[1:]}")
