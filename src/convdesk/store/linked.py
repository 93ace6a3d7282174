"""All of a study that is linked to one person: of sources taken out as well, since their data is still in the file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.store.event_rewriting import actor_texts, count_events

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True)
class Linked:
    """Ids of respondents and recordings, and codes of people in each event log; `keys`: what they are known by."""

    keys: frozenset[str]
    respondents: tuple[str, ...]
    recordings: tuple[str, ...]
    actors: dict[str, frozenset[int]]

    @property
    def is_empty(self) -> bool:
        return not (self.respondents or self.recordings or self.actors)


def respondents_named(connection: sqlite3.Connection, ref: str) -> list[str]:
    """Ids of the respondents that a survey tool calls so: those that may not be joined to anybody as well."""
    return [row_id for (row_id,) in connection.execute("select id from respondents where ref = ?", (ref,))]


def find_linked(
    connection: sqlite3.Connection,
    keys: Collection[str],
    live: tuple[Iterable[str], Iterable[str], Mapping[str, Collection[int]]],
) -> Linked:
    """What belongs to a person: in the study as it was joined (`live`: respondents, recordings, codes by event log),
    in sources that were taken out whatever has one of the keys."""
    known, (respondents, recordings, actors) = frozenset(keys), live
    removed = "join sources s on s.id = {source} and s.is_removed = 1"
    lost_people = connection.execute(
        f"select r.id, r.keys from respondents r join surveys v on v.id = r.survey {removed.format(source='v.source')}"
    )
    lost_recordings = connection.execute(f"select r.id, r.keys from recordings r {removed.format(source='r.source')}")
    codes = {source: frozenset(some) for source, some in actors.items() if some}
    for (source,) in connection.execute("select id from sources where is_removed = 1 and kind = 'events'").fetchall():
        some = frozenset(code for code, key in enumerate(actor_texts(connection, source)) if key in known)
        codes.update({source: some} if some else {})
    return Linked(
        known,
        (*respondents, *(row_id for row_id, told in lost_people if known.intersection(json.loads(told)))),
        (*recordings, *(row_id for row_id, told in lost_recordings if known.intersection(json.loads(told)))),
        codes,
    )


def count_linked(connection: sqlite3.Connection, linked: Linked) -> tuple[int, int]:
    """(answers, events) of a person."""
    answers = sum(
        connection.execute("select count(*) from answers where respondent = ?", (row_id,)).fetchone()[0]
        for row_id in linked.respondents
    )
    return answers, sum(count_events(connection, source, codes) for source, codes in linked.actors.items())


def files_of(connection: sqlite3.Connection, linked: Linked) -> tuple[str, ...]:
    """The files a person's data came in."""
    found = {source for source, codes in linked.actors.items() if codes}
    for row_id in linked.recordings:
        found.add(connection.execute("select source from recordings where id = ?", (row_id,)).fetchone()[0])
    for row_id in linked.respondents:
        row = connection.execute(
            "select v.source from respondents r join surveys v on v.id = r.survey where r.id = ?", (row_id,)
        )
        found.add(row.fetchone()[0])
    files = {source: file for source, file in connection.execute("select id, file from sources")}
    return tuple(sorted(files[source] for source in found))
