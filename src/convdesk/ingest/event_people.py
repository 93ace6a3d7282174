"""Who did it: keys of people in ascending order, sessions where nobody is named, addresses that join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.event_database import literal
from convdesk.ingest.identity import EMAIL, NOBODY, SESSION, USER

if TYPE_CHECKING:
    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_roles import Parts

LONG_ID = 20
"""Texts at least this long are ids without a closer look: the longest word for nobody has nine letters."""

_BLANKS = "(" + ", ".join(literal(text) for text in sorted(NOBODY)) + ")"
_STRIPPED = r"trim({v}, e' \t\r\n\x0b\x0c')"
_HASH = "[0-9a-fA-F]{64}"
_ADDRESS = "(?s).*[^@].*@.*[^@].*"


def make_people(database: Database, parts: Parts) -> None:
    """Make the tables `people` (key, in code order), `users` (v, actor) and `visits` (v, code, actor)."""
    users = "select null::varchar as v, null::varchar as key where false"
    if parts.user is not None:
        key = _user_key(hashes_addresses=parts.has_addresses_as_users)
        users = f"select v, {key} as key from (select c{parts.user} as v from log group by 1)"
    database.rows(f"create table named as {users}")
    is_all_named = parts.user is not None and not database.row("select count(*) from named where key is null")[0]
    _make_visits(database, parts, is_all_named=is_all_named)
    keys = "select key from named"
    if not is_all_named:
        keys += " union all select key from visited"
    database.rows(f"create table people as select key from ({keys}) where key is not null group by 1 order by 1")
    actor = "p.rowid::integer as actor"
    database.rows(f"create table users as select n.v, {actor} from named n join people p using (key)")
    if is_all_named:
        database.rows("create view visits as select v, rowid::integer as code, null::integer as actor from visited")
    else:
        database.rows(
            f"create table visits as select v.v, v.rowid::integer as code, {actor} "
            "from visited v left join people p using (key)"
        )


def actor_sql(parts: Parts) -> tuple[str, str]:
    """SQL for a row's actor code, and for the joins it needs, with `l` the row."""
    joins, actors = "", []
    if parts.user is not None:
        joins += f" left join users u on l.c{parts.user} = u.v"
        actors.append("u.actor")
    if parts.session is not None:
        joins += f" left join visits s on l.c{parts.session} = s.v"
        actors.append("s.actor")
    return f"coalesce({', '.join(actors)})", joins


def find_links(database: Database, parts: Parts) -> list[tuple[int, str]]:
    """Distinct (actor code, `email:` key) pairs, in order of code."""
    if parts.email is None:
        return []
    actor, joins = actor_sql(parts)
    addresses = f"select v, {_email_key()} as key from (select c{parts.email} as v from log group by 1)"
    found = database.rows(
        f"select distinct {actor}, a.key from log l {joins} join ({addresses}) a on l.c{parts.email} = a.v "
        f"where a.key is not null and {actor} is not null order by all"
    )
    return [(code, key) for code, key in found]


def _make_visits(database: Database, parts: Parts, *, is_all_named: bool) -> None:
    """Make the table `visited` (v, key); only sessions that stand for somebody unnamed have a key."""
    if parts.session is None:
        database.rows("create table visited as select null::varchar as v, null::varchar as key where false")
        return
    session = f"c{parts.session}"
    sessions = f"select {session} as v, null::varchar as key from log group by 1"
    if not is_all_named:
        key = f"case when bool_or({_is_unnamed(parts.user)}) then {literal(SESSION)} || {_STRIPPED.format(v='v')} end"
        sessions = f"select {session} as v, {key} as key from log group by 1"
    database.rows(f"create table visited as {sessions} having not {_is_nobody('v')}")


def _is_unnamed(user: int | None) -> str:
    return "true" if user is None else _is_nobody(f"c{user}")


def _user_key(*, hashes_addresses: bool) -> str:
    key = f"case when {_is_nobody('v')} then null else {literal(USER)} || {_STRIPPED.format(v='v')} end"
    return f"coalesce({_email_key()}, {key})" if hashes_addresses else key


def _email_key() -> str:
    """SQL for what `identity.email_key` gives."""
    plain = _STRIPPED.format(v="v")
    return (
        f"case when regexp_full_match({plain}, '{_HASH}') then {literal(EMAIL)} || lower({plain}) "
        f"when regexp_full_match({plain}, '{_ADDRESS}') then {literal(EMAIL)} || sha256(lower({plain})) end"
    )


def _is_nobody(text: str) -> str:
    """SQL for whether a text is missing or one of those that stand for nobody, which are short."""
    return f"({text} is null or length({text}) < {LONG_ID} and lower({_STRIPPED.format(v=text)}) in {_BLANKS})"
