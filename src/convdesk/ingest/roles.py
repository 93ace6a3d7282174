"""Which column is who, what and when: proposed from the names of the columns and from what is in them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from convdesk.ingest.identity import NOBODY
from convdesk.ingest.privacy import are_addresses, is_personal_name
from convdesk.ingest.relative_times import are_relative, may_be_relative
from convdesk.ingest.times import is_time_like
from convdesk.model.mapping import Column, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

EXAMPLES = 3

_NAMES: dict[Role, tuple[str, ...]] = {
    Role.TIME: (
        "timestamp", "event_time", "event_timestamp", "derived_tstamp", "time", "ts", "datetime", "date_time",
        "occurred_at", "event_date_time", "created_at", "created", "client_time", "server_time", "collector_tstamp",
        "original_timestamp", "sent_at", "received_at", "at", "when", "date", "event_date",
    ),
    Role.USER: (
        "domain_userid", "user_pseudo_id", "user_id", "userid", "distinct_id", "client_id", "visitor_id", "visitor",
        "anonymous_id", "customer_id", "customer", "actor_id", "actor", "person_id", "person", "participant_id",
        "participant", "member_id", "account_id", "user", "uid", "uuid", "user_key", "user_hash", "device_id", "client",
        "customer_key", "subscriber_id", "subscriber", "contact_id", "profile_id", "member", "who",
    ),
    Role.SESSION: (
        "session_id", "sessionid", "session", "domain_sessionid", "ga_session_id", "visit_id", "id_visit", "visit",
        "session_key", "sid",
    ),
    Role.EVENT: (
        "event_name", "event", "eventname", "event_type", "action", "event_action", "activity", "activity_name", "name",
        "type", "step", "action_name", "interaction", "feature_name", "what",
    ),
    Role.PAGE: (
        "page_url", "url", "current_url", "page_location", "page_path", "path", "page", "page_urlpath", "uri",
        "location", "href", "screen_name", "screen", "url_path", "pathname", "page_name", "full_url", "event_url",
    ),
    Role.EMAIL: (
        "email_sha256", "email_hash", "hashed_email", "email", "e_mail", "user_email", "email_address", "mail",
    ),
    Role.ID: ("insert_id", "message_id", "event_uuid", "event_id", "uuid"),
    Role.DEVICE: ("anonymous_id", "device_id", "client_id"),
}  # fmt: skip
_OWN_NAMES = {
    "domain_userid", "user_pseudo_id", "user_id", "userid", "distinct_id", "customer_id", "person_id", "member_id",
    "user", "uid",
}  # fmt: skip
"""Columns that say who it was better than a device does, even where they are mostly empty."""

_SURE_NAMES = {"event_name", "event", "eventname", "event_action", "action_name"}
_YES_OR_NO = {"true", "false", "yes", "no", "y", "n", "t", "f"}
"""What a column holds that says whether, and not what."""
_LONG_NUMBER = 15
"""A number of fewer digits is a running one: another file has it too, for another event."""
_WORD = re.compile(r"[^\W\d_]{3}")
_HASH = re.compile(r"[0-9a-fA-F]{64}")


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A column's name in one spelling: `$current_url`, `currentUrl` and `Current URL` are `current_url`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")


def propose_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Every column with a proposed role and some of its values; each of the leading roles is given once."""
    values = {name: [row[place] for row in rows if row[place]] for place, name in enumerate(names)}
    roles: dict[str, Role] = {}
    for role, fits in _TESTS:
        found = _best(role, [name for name in names if name not in roles], values, fits, len(rows))
        if found is not None and _may_be(role, found, [name for name in names if values[name]], roles):
            roles[found] = role
    if Role.TIME not in roles.values():
        late = next((name for name in names if name not in roles and _has_times(values[name], len(rows))), None)
        late = late or _counted(names, values, roles)
        roles.update({late: Role.TIME} if late is not None else {})
    return tuple(Column(name, roles.get(name, Role.PROPERTY), _examples(values[name])) for name in names)


def personal_columns(columns: Iterable[Column]) -> tuple[str, ...]:
    """The columns that look personal, by name or by their values."""
    return tuple(c.name for c in columns if is_personal_name(c.name) or are_addresses(c.examples))


def missing(columns: Sequence[Column]) -> tuple[str, ...]:
    """Sentences: what has still to be said before events can be read from these columns."""
    given = {column.role for column in columns}
    sentences = []
    if not given & {Role.USER, Role.DEVICE, Role.SESSION}:
        sentences.append("No column says who it was: choose the column of people or of sessions.")
    if not given & {Role.EVENT, Role.PAGE}:
        sentences.append("No column says what happened: choose the column of events or of pages.")
    if Role.TIME not in given:
        sentences.append("No column says when it was: choose the column of times.")
    return tuple(sentences)


def unused_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """Columns called like names of events, with some in them, that are none: too often empty, or a second one."""
    return tuple(
        column.name for column in columns
        if column.role is Role.PROPERTY and column.examples and plain_name(column.name) in _SURE_NAMES
        and not {example.lower() for example in column.examples} <= _YES_OR_NO
    )  # fmt: skip


def confidence_of(columns: Sequence[Column]) -> float:
    """How much these columns look like an event log (0 to 1)."""
    given = {column.role for column in columns}
    who, when = bool(given & {Role.USER, Role.DEVICE, Role.SESSION}), Role.TIME in given
    if who and when:
        return 0.8 if Role.EVENT in given else 0.6 if Role.PAGE in given else 0.3
    return 0.25 if when and Role.EVENT in given else 0.15


def _counted(names: Sequence[str], values: dict[str, list[str]], roles: dict[str, Role]) -> str | None:
    """A column of time since a start, beside somebody who does something."""
    given = set(roles.values())
    if not given & {Role.USER, Role.SESSION} or not given & {Role.EVENT, Role.PAGE}:
        return None
    likely = (name for name in names if name not in roles and may_be_relative(plain_name(name)))
    return next((name for name in likely if are_relative(values[name])), None)


def _best(
    role: Role,
    names: list[str],
    values: dict[str, list[str]],
    fits: Callable[[list[str], int], bool],
    rows: int,
) -> str | None:
    """The column whose name comes first in the role's list and whose values fit it; by name alone without rows."""
    wanted = {name: place for place, name in enumerate(_NAMES[role])}
    known = sorted((wanted[plain_name(name)], name) for name in names if plain_name(name) in wanted)
    known += [(0, name) for name in names if plain_name(name).rsplit(".", 1)[-1].endswith(_ENDINGS.get(role, "\0"))]
    found = next((name for _, name in known if fits(values[name], rows)), None)
    if found is None and role is Role.EVENT:
        found = next((name for _, name in known if _are_different_names(name, values[name], rows)), None)
    if found is None and not rows:
        return next((name for _, name in known), None)
    if found is None and role in {Role.USER, Role.SESSION, Role.TIME}:
        return next((name for _, name in known if values[name]), None)
    return found


def _may_be(role: Role, found: str, filled: list[str], roles: dict[str, Role]) -> bool:
    """Whether a column may have a role others could need: a device beside somebody, an id of events beside a person."""
    others = {plain_name(name) for name in filled if name not in roles and name != found}
    if role is Role.DEVICE:
        return any(name in _OWN_NAMES or name.endswith(_ENDINGS[Role.USER]) for name in others)
    if role is Role.ID and plain_name(found) in _NAMES[Role.USER]:
        return Role.SESSION in roles.values() or not others.isdisjoint(_NAMES[Role.USER])
    return True


_ENDINGS = {Role.SESSION: "_session_id", Role.USER: "_user_id", Role.TIME: "_timestamp"}


def _is_who(values: list[str], rows: int) -> bool:
    """Ids: there for half the rows; a session's own id of a page view counter would not repeat so little."""
    filled = [value for value in values if value.strip().lower() not in NOBODY]
    return 2 * len(filled) >= rows


def _is_own_id(values: list[str], rows: int) -> bool:
    """Ids of events: there for half the rows, hardly one twice, and no running numbers."""
    plain = [value.strip() for value in values if value.strip().lower() not in NOBODY]
    if 2 * len(plain) < rows or all(value.isdigit() and len(value) < _LONG_NUMBER for value in plain):
        return False
    return len(set(plain)) >= 0.9 * len(plain)


def _has_times(values: list[str], rows: int) -> bool:
    likely = sum(is_time_like(value) for value in values)
    return 2 * len(values) >= rows and likely >= 0.7 * max(len(values), 1)


def _is_what(values: list[str], rows: int) -> bool:
    """Names of events: repeated where there are many."""
    return _may_name(values, rows) and len(set(values)) <= max(12, 0.7 * len(values))


def _may_name(values: list[str], rows: int) -> bool:
    """There for half the rows, no JSON, no numbers, no yes and no."""
    if 2 * len(values) < rows or any(value.startswith(("{", "[")) for value in values):
        return False
    is_number = all(value.replace(".", "").isdigit() for value in values)
    return not is_number and not {value.lower() for value in values} <= _YES_OR_NO


def _are_different_names(column: str, values: list[str], rows: int) -> bool:
    """Names of very many different events: words in nearly every row, in a column that is called so for sure."""
    is_sure = plain_name(column) in _SURE_NAMES and len(values) >= 0.9 * rows
    return is_sure and _may_name(values, rows) and all(map(_WORD.search, values))


def _is_page(values: list[str], rows: int) -> bool:  # noqa: ARG001 - all tests are asked alike
    return not values or 2 * sum("/" in value or value.isalpha() for value in values) > len(values)


def _is_address(values: list[str], rows: int) -> bool:  # noqa: ARG001 - all tests are asked alike
    return are_addresses(values) or (bool(values) and all(_HASH.fullmatch(value.strip()) for value in values))


def _examples(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:200] for value in values))[:EXAMPLES]


_TESTS = (
    (Role.TIME, _has_times), (Role.EMAIL, _is_address), (Role.SESSION, _is_who), (Role.ID, _is_own_id),
    (Role.DEVICE, _is_who), (Role.USER, _is_who), (Role.EVENT, _is_what), (Role.PAGE, _is_page),
)  # fmt: skip
