"""Whose recording it is: what was said about the file, its wrapper, its own events, or its name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convdesk.ingest.identity import email_key, session_key, user_key
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convdesk.ingest.rrweb_recorded import Recorded

_KINDS = {
    **dict.fromkeys(("userid", "uid", "user"), "users"),
    **dict.fromkeys(("distinctid", "distinctids", "anonymousid"), "aliases"),
    **dict.fromkeys(("sessionid", "sessionrecordingid", "session", "sessionsecureid"), "sessions"),
    **dict.fromkeys(("recordingid", "replayid"), "sessions"),
    **dict.fromkeys(("email", "emailaddress", "mail", "emailsha256"), "emails"),
}
"""What a field's name, in lower case and without signs, says about its value."""

_KEY_OF = {"users": user_key, "aliases": user_key, "sessions": session_key, "emails": email_key}
_NESTED = frozenset({"properties", "traits", "user", "person", "identity", "set", "context", "payload", "session"})
_ON_EVENTS = ("sessionId", "session_id", "userId", "user_id", "distinct_id")
_PLAIN_FIELDS = 3
"""An event without anything added has a type, data and a timestamp."""

_MOST_ALIASES = 10
_OWN_NAME = r"(?P<user>(?=[^_]*\d)[^_]+)_(?P<session>(?=[^_]*\d)[^_]+)"
"""`<user>_<session>`, where both look like ids: without a digit they are just words."""


@dataclass
class Ids:
    """The ids found in one place, in the order found, each once."""

    users: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)

    def note(self, kind: str, value: Any) -> None:
        """Keep an id, or each of a list of them; what names nobody is passed over."""
        found: list[str] = getattr(self, kind)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, bool) or not isinstance(item, (str, int)):
                continue
            plain = str(item).strip()
            if plain not in found and _KEY_OF[kind](plain):
                found.append(plain)


@dataclass(frozen=True)
class Owner:
    """Keys of a recording (`user:…`, `session:…`, `email:…`) and its session's id; warnings where it is unclear."""

    keys: tuple[str, ...]
    session: str
    warnings: tuple[Problem, ...] = ()
    is_known: bool = True


def apart_by(wrapper: dict[str, Any]) -> str | None:
    """What tells the recording in a wrapper from others beside it: a session's id, its own, or a person's."""
    ids = _ids_in([wrapper])
    if not ids.sessions:
        ids.note("sessions", wrapper.get("id"))
    return next(iter([*ids.sessions, *ids.users, *ids.aliases]), None)


def find_owner(recorded: Recorded, file_name: str, options: dict[str, str]) -> Owner:
    """The strongest statement of each kind of id wins; a recording of nobody is its own session."""
    places = [
        _ids_in([{name: options.get(name, "") for name in ("user", "session")}]),
        _wrapped(recorded),
        _ids_in(event["data"].get("payload") for event in recorded.events if event["type"] == 5),
        _stamped(recorded),
        _named(file_name, options.get("file_pattern", "")),
    ]
    people = next((ids for ids in places if ids.users or ids.aliases), Ids())
    sessions = next((ids.sessions for ids in places if ids.sessions), [])
    emails = next((ids.emails for ids in places if ids.emails), [])
    keys = [
        *map(user_key, [*people.users[:1], *people.aliases[:_MOST_ALIASES]]),
        *map(session_key, sessions[:1]),
        *map(email_key, emails[:1]),
    ]
    found = tuple(dict.fromkeys(key for key in keys if key))
    session = sessions[0] if sessions else stem_of(file_name)
    if found:
        return Owner(found, session, tuple(_doubts(file_name, people.users, sessions)))
    return Owner((f"session:{session}",), session, (_nobody(file_name),), is_known=False)


def stem_of(file_name: str) -> str:
    """The file's name without the endings of recordings."""
    stem = re.sub(r"(?:\.(?:gz|jsonl?|ndjson|rec|txt|rrweb|csv|tsv))+$", "", file_name, flags=re.IGNORECASE)
    return stem or file_name


def _ids_in(holders: Iterable[Any]) -> Ids:
    """The ids in some objects and in what is nested in them, by the names of their fields."""
    ids = Ids()
    for holder in holders:
        stack = [("", holder, 3)]
        while stack:
            around, item, depth = stack.pop()
            for name, value in item.items() if isinstance(item, dict) else ():
                plain = re.sub(r"[^a-z0-9]", "", str(name).lower())
                if isinstance(value, dict) and plain in _NESTED and depth:
                    stack.append((plain, value, depth - 1))
                elif plain == "id" and around in {"user", "identity"}:
                    ids.note("users", value)
                elif plain in _KINDS:
                    ids.note(_KINDS[plain], value)
    return ids


def _wrapped(recorded: Recorded) -> Ids:
    """What the wrapper says; its own `id` is the session's where it says nothing else."""
    ids = _ids_in(recorded.wrappers)
    if not ids.sessions:
        for wrapper in recorded.wrappers:
            ids.note("sessions", wrapper.get("id"))
    return ids


def _stamped(recorded: Recorded) -> Ids:
    """Ids written on every event."""
    ids = Ids()
    seen: dict[tuple[str, Any], None] = {}
    for event in recorded.events:
        if len(event) > _PLAIN_FIELDS:
            seen.update(((name, event[name]), None) for name in _ON_EVENTS if isinstance(event.get(name), (str, int)))
    for name, value in seen:
        ids.note("sessions" if name.startswith("session") else "users", value)
    return ids


def _named(file_name: str, pattern: str) -> Ids:
    """What the file is called, by the researcher's pattern or by ours."""
    match = re.fullmatch(_expression(pattern) if pattern else _OWN_NAME, stem_of(file_name))
    return _ids_in([match.groupdict()] if match else [])


def _expression(pattern: str) -> str:
    """The regular expression of a pattern such as `{user}-{session}`; raises ProblemError when it cannot be one."""
    marks = {"{user}": "(?P<user>.+?)", "{session}": "(?P<session>.+)"}
    parts = re.split(r"(\{user\}|\{session\})", stem_of(pattern))
    if not any(part in marks for part in parts) or any(parts.count(mark) > 1 for mark in marks):
        raise ProblemError(
            f"file name pattern “{pattern}”",
            "A pattern names {user}, {session} or both, each once.",
            "Write for example: {user}_{session}.json",
        )
    return "".join(marks.get(part, re.escape(part)) for part in parts)


def _doubts(file_name: str, users: list[str], sessions: list[str]) -> Iterable[Problem]:
    for what, found in (("people", users), ("sessions", sessions)):
        if len(found) > 1:
            yield Problem(
                file_name,
                f"The recording names {len(found)} {what}; it was taken as one of {found[0]}.",
                "If it holds several, export each session into a file of its own.",
            )


def _nobody(file_name: str) -> Problem:
    return Problem(
        file_name,
        "Nothing says whose recording this is; it stays anonymous.",
        "Name the file user_session.json, or import a list with the columns file, user and session beside it.",
    )
