"""Who did it: from the distinct ids of a file to people in ascending order of their keys, visits, and what joins."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from convdesk.ingest.event_database import literal
from convdesk.ingest.guards import unguarded_sql
from convdesk.ingest.hash_places import HashPlaces
from convdesk.ingest.identity import ADDRESS, EMAIL, NOBODY, PHONE, SESSION, SIGNS, USER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_roles import Parts

LONG_ID = 20
"""Texts at least this long are ids without a closer look: the longest word for nobody has nine letters."""

_BLANKS = "(" + ", ".join(literal(text) for text in sorted(NOBODY)) + ")"
_HASH = "[0-9a-fA-F]{64}"
_ADDRESS = "(?s).*[^@].*@.*[^@].*"


@dataclass(frozen=True)
class People:
    """The codes of person and visit (−1: none) for each row of the table `ids`.

    Both are in ascending order of their texts. `links`: distinct (code of a person, key) pairs, in order: addresses,
    and devices beside a user's own id.
    """

    actor: NDArray[np.int32]
    session: NDArray[np.int32]
    people: int
    sessions: int
    links: list[tuple[int, str]]


def make_ids(database: Database, places: Sequence[int], relation: str) -> bool:
    """Make the table `ids`: what rows say of who it was, each combination once, with its hash in `who`.

    Returns whether all hashes differ.
    """
    chosen = ", ".join(f"c{place}" for place in places)
    hashed = f"select i.*, {ids_hash(places, 'i')} as who from (select {chosen} from {relation} group by all) i"
    database.rows(f"create table memory.main.ids as {hashed}")
    return bool(database.row("select count(distinct who) = count(*) from ids")[0])


def ids_hash(places: Sequence[int], row: str) -> str:
    """SQL for the hash of a row's ids; it is only good within one database."""
    return f"hash({', '.join(f'{row}.c{place}' for place in places)})"


def same_ids(places: Sequence[int], row: str) -> str:
    """SQL for whether `row` has the ids of a row `i` of the table `ids`."""
    return " and ".join(f"{row}.c{place} is not distinct from i.c{place}" for place in places)


def make_people(database: Database, parts: Parts) -> People:
    """Make the tables `people` (key) and `visited` (v), both in code order, from the table `ids`."""
    _make_keys(database, parts)
    visits = "select visit as v from keys where visit is not null group by 1 order by 1"
    database.rows(f"create table memory.main.visited as {visits}")
    database.rows("create table people as select whose as key from keys where whose is not null group by 1 order by 1")
    people, sessions = database.row("select (select count(*) from people), (select count(*) from visited)")
    actor, session = _codes(database, "whose", "people", "key"), _codes(database, "visit", "visited", "v")
    links = _find_links(database, parts, actor)
    database.rows("drop table keys")
    return People(actor, session, people, sessions, links)


def _codes(database: Database, name: str, table: str, term: str) -> NDArray[np.int32]:
    """For each row of `ids` the place its text in `keys` has in a table of texts; −1: it has none."""
    for seed in count():
        places = HashPlaces(database.arrays(f"select hash({term}, {seed}) as hash from {table}")["hash"])
        if places.are_distinct:
            break
    found = database.arrays(f"select place, hash({name}, {seed}) as hash, {name} is null as is_missing from keys")
    order = np.append(places.order.astype(np.int32), np.int32(-1))
    codes = np.empty(len(found["place"]), np.int32)
    codes[found["place"]] = np.where(found["is_missing"], -1, order[places.ranks(found["hash"])])
    return codes


def stripped(text: str) -> str:
    """SQL for a text without blanks around it and without a guard; most have neither, which is quickly seen."""
    has_some = f"{text} < '(' or {text}[-1] <= ' '"
    bare = rf"trim({text}, e' \t\r\n\x0b\x0c')"
    return f"(case when {has_some} then {unguarded_sql(bare)} else {text} end)"


def is_nobody(text: str) -> str:
    """SQL for whether a text is missing or one of those that stand for nobody, which are short."""
    return f"({text} is null or length({text}) < {LONG_ID} and lower({stripped(text)}) in {_BLANKS})"


def _make_keys(database: Database, parts: Parts) -> None:
    """Make the table `keys`: `place` (the row of `ids`), `whose`, `person`, `device`, `address`, `visit`; NULL: none.

    Rows are the person's, or else the visit's.
    """
    user, device, session, address = (
        "null" if place is None else f"t{place}" for place in (parts.user, parts.device, parts.session, parts.email)
    )
    beside = _user_key(device, salt=parts.salt)
    keys = {
        "person": f"coalesce({_user_key(user, salt=parts.salt)}, {beside})",
        "device": beside,
        "address": _email_key(address),
        "visit": "null" if parts.session is None else f"(case when not {_is_blank(session)} then c{parts.session} end)",
    }
    chosen = ", ".join(f"{sql}::varchar as {name}" for name, sql in keys.items())
    plain = ", ".join(f"{stripped(f'c{place}')} as t{place}" for place in parts.who)
    told = f"select place, {chosen} from (select *, rowid::integer as place, {plain} from ids)"
    whose = f"coalesce(person, {literal(SESSION)} || {stripped('visit')})"
    database.rows(f"create table memory.main.keys as select *, {whose} as whose from ({told})")


def _find_links(database: Database, parts: Parts, actor: NDArray[np.int32]) -> list[tuple[int, str]]:
    beside = {"address": parts.email, "device": None if parts.user is None else parts.device}
    pairs = [
        f"select actor, {name} as key from keys join whose using (place) where ({name} <> person) is not false"
        for name, place in beside.items()
        if place is not None
    ]
    if not pairs:
        return []
    database.lend("whose", {"place": np.arange(len(actor)), "actor": actor})
    together = " union all ".join(pairs)
    found = database.rows(
        f"select distinct actor, key from ({together}) where key is not null and actor >= 0 order by all"
    )
    return [(code, key) for code, key in found]


def _is_blank(plain: str) -> str:
    """SQL for whether a stripped text is missing or stands for nobody."""
    return f"({plain} is null or length({plain}) < {LONG_ID} and lower({plain}) in {_BLANKS})"


def _user_key(plain: str, *, salt: bytes | None) -> str:
    """SQL for what `identity.hidden_key` gives of a user id's key; None instead of a salt: for the key as it is."""
    key = f"case when {_is_blank(plain)} then null else {literal(USER)} || {plain} end"
    if salt is None:
        return key
    mail, phone = literal(ADDRESS.pattern), literal(PHONE.pattern)
    number = f"regexp_replace({plain}, {literal(SIGNS.pattern)}, '', 'g')"
    return (
        f"case when contains({plain}, '@') and regexp_full_match({plain}, {mail}) "
        f"then {literal(EMAIL)} || {_salted(plain, salt)} "
        f"when contains({plain}, '+') and regexp_full_match({plain}, {phone}) "
        f"then {literal(USER + '#')} || left({_salted(number, salt)}, 32) else {key} end"
    )


def _salted(text: str, salt: bytes) -> str:
    """SQL for what `identity.salted` gives of the digest of a text in lower case."""
    digest = f"sha256(lower({text}))"
    return f"sha256({literal(salt.hex() + ':')} || {digest})" if salt else digest


def _email_key(plain: str) -> str:
    """SQL for what `identity.email_key` gives."""
    return (
        f"case when regexp_full_match({plain}, '{_HASH}') then {literal(EMAIL)} || lower({plain}) "
        f"when regexp_full_match({plain}, '{_ADDRESS}') then {literal(EMAIL)} || sha256(lower({plain})) end"
    )
