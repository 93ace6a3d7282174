"""The sentences of privacy at the door."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from convdesk.model.mapping import Role
from convdesk.model.privacy import Action, Kind
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convdesk.desk.screens.imports.looks import Entry
    from convdesk.model.imports import ImportReport
    from convdesk.model.privacy import PersonalColumn

ACTIONS = {Action.DROP: tr("Leave out"), Action.MASK: tr("Mask"), Action.HASH: tr("Hash"), Action.KEEP: tr("Keep")}
MEANINGS = {
    Action.DROP: tr("The column is not imported."),
    Action.MASK: tr("In its place stands [email-3]: the same value has the same number in the whole study."),
    Action.HASH: tr("Only a hash is kept, made with the study's own salt: it still joins, and cannot be read."),
    Action.KEEP: tr("It is imported as it is."),
}
_KINDS = {
    Kind.EMAIL: ("{n} e-mail address", "{n} e-mail addresses"),
    Kind.PHONE: ("{n} phone number", "{n} phone numbers"),
    Kind.CARD: ("{n} payment card", "{n} payment cards"),
    Kind.IBAN: ("{n} bank account", "{n} bank accounts"),
    Kind.ID_NUMBER: ("{n} national id", "{n} national ids"),
    Kind.IP: ("{n} network address", "{n} network addresses"),
    Kind.COORDINATES: ("{n} place on the map", "{n} places on the map"),
    Kind.SECRET: ("{n} password or token", "{n} passwords or tokens"),
    Kind.USER_AGENT: ("{n} browser description", "{n} browser descriptions"),
    Kind.NAME: ("{n} name", "{n} names"),
    Kind.ADDRESS: ("{n} postal address", "{n} postal addresses"),
    Kind.BIRTHDAY: ("{n} birthday", "{n} birthdays"),
    Kind.OTHER: ("{n} text", "{n} texts"),
}
_DONE = {
    Action.DROP: ("{n} left out", "{n} left out"),
    Action.MASK: ("{n} masked", "{n} masked"),
    Action.HASH: ("{n} hashed", "{n} hashed"),
    Action.KEEP: ("{n} kept", "{n} kept"),
}
_BECAME = {
    Action.DROP: tr("left out"), Action.MASK: tr("masked"), Action.HASH: tr("hashed"), Action.KEEP: tr("kept"),
}  # fmt: skip


def action_of(entry: Entry, column: PersonalColumn) -> Action:
    """What will happen to a column as things stand."""
    if entry.mapping is None:
        return column.action
    left_out = any(one.name == column.column and one.role is Role.SKIP for one in entry.mapping.columns)
    return entry.mapping.privacy.get(column.column, Action.DROP if left_out else column.action)


def kinds_of(column: PersonalColumn) -> str:
    """What its first rows hold: `2 e-mail addresses, 1 phone number`."""
    return kinds_text(column.kinds.items())


def kinds_text(kinds: Iterable[tuple[Kind, int]]) -> str:
    return ", ".join(trn(*_KINDS[kind], count) for kind, count in kinds)


def summary_of(entry: Entry) -> str:
    """How many columns look personal, and what will happen to them; empty where none does."""
    columns = entry.proposal.personal if entry.proposal else ()
    if not columns:
        return ""
    counts = Counter(action_of(entry, column) for column in columns)
    done = ", ".join(trn(*_DONE[action], counts[action]) for action in Action if counts[action])
    many = trn("{n} column holds something personal", "{n} columns hold something personal", len(columns))
    return f"{many}: {done}"


def found_in(reports: Iterable[ImportReport]) -> str:
    """What became of what was personal: `4 e-mail addresses masked · 12 network addresses left out`."""
    counts: Counter[tuple[Action, Kind]] = Counter()
    for report in reports:
        for found in report.privacy:
            counts[found.action, found.kind] += found.count
    parts = []
    for action in Action:
        kinds = [(kind, count) for (done, kind), count in counts.items() if done is action]
        if kinds:
            parts.append(f"{kinds_text(kinds)} {_BECAME[action]}")
    return " · ".join(parts)
