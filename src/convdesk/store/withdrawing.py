"""Withdrawing: everything of one person leaves the file for good, in one transaction; then the file is cleaned."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convdesk.model.privacy import Kind
from convdesk.store.event_rewriting import rewrite_events
from convdesk.store.scrubbing import Words, scrub

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from convdesk.store.event_rewriting import Rewritten
    from convdesk.store.linked import Linked

UNFINISHED = 1
"""The mark in the file's header from the transaction until the file is clean."""

LEAST_SENTENCE = 12
"""Answers of as many characters are looked for word for word in findings and history."""

_PLACEHOLDER = re.compile(rf"\[({'|'.join(kind.value for kind in Kind)})-(\d+)\]")


@dataclass
class Taken:
    """What was deleted, and the ids and texts by which it is known elsewhere."""

    answers: int = 0
    events: int = 0
    evidence: int = 0
    history_rows: int = 0
    rows: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    findings: set[str] = field(default_factory=set)


def withdraw(connection: sqlite3.Connection, linked: Linked) -> Taken:
    """Delete all that is linked, inside the caller's transaction; returns what was touched."""
    taken = Taken(words={word for key in linked.keys for word in _words_of(key)})
    _take_respondents(connection, linked, taken)
    _take_recordings(connection, linked, taken)
    for source, codes in linked.actors.items():
        _take_events(connection, source, codes, linked, taken)
    _take_identity(connection, linked, taken)
    _take_evidence(connection, taken)
    _take_history(connection, taken)
    _forget_placeholders(connection, linked, taken.texts)
    taken.findings |= scrub(connection, Words(taken.words))
    connection.execute(f"pragma user_version = {UNFINISHED}")
    return taken


def is_unfinished(connection: sqlite3.Connection) -> bool:
    """Whether somebody withdrew and the file was not cleaned after it: the program may have ended in between."""
    return bool(connection.execute("pragma user_version").fetchone()[0] == UNFINISHED)


def clean(connection: sqlite3.Connection) -> bool:
    """Write the file anew without what was deleted and empty its journal; False where another program prevents it."""
    connection.execute("vacuum")
    connection.execute("pragma user_version = 0")
    return bool(connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0)


def quotes_of(connection: sqlite3.Connection, linked: Linked) -> frozenset[str]:
    """The pieces of evidence that quote a person."""
    answers = {
        answer
        for row_id in linked.respondents
        for (answer,) in connection.execute("select id from answers where respondent = ?", (row_id,))
    }
    found = connection.execute("select id, details from evidence").fetchall()
    return frozenset(row_id for row_id, details in found if json.loads(details).get("answer") in answers)


def _take_respondents(connection: sqlite3.Connection, linked: Linked, taken: Taken) -> None:
    for row_id in linked.respondents:
        ref = connection.execute("select ref from respondents where id = ?", (row_id,)).fetchone()[0]
        taken.words |= set() if ref.startswith("row ") else {ref}
        for answer, text in connection.execute(
            "select id, text from answers where respondent = ?", (row_id,)
        ).fetchall():
            taken.answers += 1
            taken.rows.add(answer)
            taken.texts.add(text)
            taken.words |= {said for said in _sentences(text) if len(said) >= LEAST_SENTENCE}
        connection.execute("delete from respondents where id = ?", (row_id,))


def _take_recordings(connection: sqlite3.Connection, linked: Linked, taken: Taken) -> None:
    for row_id in linked.recordings:
        row = connection.execute("select source, session from recordings where id = ?", (row_id,)).fetchone()
        taken.rows.add(row_id)
        taken.words.add(row[1])
        connection.execute("delete from recordings where id = ?", (row_id,))
        connection.execute("delete from friction_corrections where recording = ?", (row_id,))
        notes = connection.execute("select id from notes where recording = ?", (row_id,)).fetchall()
        taken.rows |= {note for (note,) in notes}
        connection.execute("delete from notes where recording = ?", (row_id,))
        connection.execute("delete from films where recording = ?", (row_id,))
        _take_pictures(connection, row_id, taken)
        if not connection.execute("select 1 from recordings where source = ? limit 1", (row[0],)).fetchone():
            _take_source(connection, row[0], taken)


def _take_pictures(connection: sqlite3.Connection, recording: str, taken: Taken) -> None:
    """Pages rebuilt from a recording show what its person saw: those that are kept, and those undo would bring back."""
    kept = connection.execute("select id, image from pictures where recording = ?", (recording,)).fetchall()
    known = connection.execute("select row_id, before, after from edit_rows where table_name = 'pictures'").fetchall()
    past = [(row_id, json.loads(text)) for row_id, *texts in known for text in texts if text]
    gone = [*kept, *((row_id, told["image"]) for row_id, told in past if told.get("recording") == recording)]
    connection.execute("delete from pictures where recording = ?", (recording,))
    for row_id, image in gone:
        taken.rows.add(row_id)
        connection.execute(
            "delete from images where id = ? and id not in (select image from pictures)", (image,)
        )  # fmt: skip


def _take_events(
    connection: sqlite3.Connection, source: str, codes: frozenset[int], linked: Linked, taken: Taken
) -> None:
    left = rewrite_events(connection, source, codes, linked.keys)
    taken.events += left.removed
    taken.texts |= left.texts
    if not left.layout.rows:
        _take_source(connection, source, taken)
        return
    changed = _changed(connection, source, len(codes), left)
    connection.execute(
        "update sources set layout = :layout, kept = :kept, report = :report where id = :id", {**changed, "id": source}
    )
    _rewrite_history(connection, source, changed)


def _take_source(connection: sqlite3.Connection, source: str, taken: Taken) -> None:
    """A source that held nothing but this person."""
    taken.rows.add(source)
    taken.words.add(connection.execute("select file from sources where id = ?", (source,)).fetchone()[0])
    connection.execute("delete from sources where id = ?", (source,))


def _changed(connection: sqlite3.Connection, source: str, people: int, left: Rewritten) -> dict[str, Any]:
    """A source's numbers without the person: read = kept + duplicates + rejected + withdrawn."""
    kept, text = connection.execute("select kept, report from sources where id = ?", (source,)).fetchone()
    report = json.loads(text)
    report["kept"] = report.get("kept", kept) - left.removed
    report["withdrawn"] = report.get("withdrawn", 0) + left.removed
    report |= {name: told for name, told in (("first", left.first), ("last", left.last)) if name in report}
    if "actors" in report:
        report["actors"] -= people
    report.pop("users", None)
    if "sessions" in report and left.sessions is not None:
        report["sessions"] = left.sessions
    if report.get("names"):
        report["names"] = dict(left.names.most_common())
    said = json.dumps(report, ensure_ascii=False)
    return {"layout": left.layout.as_json(), "kept": left.layout.rows, "report": said}


def _rewrite_history(connection: sqlite3.Connection, source: str, changed: dict[str, Any]) -> None:
    """What undo would bring back of a source: its mark, but not its numbers from before."""
    for side in ("before", "after"):
        rows = connection.execute(
            f"select rowid, {side} from edit_rows where table_name = 'sources' and row_id = ? and {side} is not null",
            (source,),
        ).fetchall()
        for row, text in rows:
            image = json.dumps({**json.loads(text), **changed}, ensure_ascii=False)
            connection.execute(f"update edit_rows set {side} = ? where rowid = ?", (image, row))


def _take_identity(connection: sqlite3.Connection, linked: Linked, taken: Taken) -> None:
    keys = {*linked.keys, *(f"respondent:{word}" for word in taken.words)}
    for row_id, one, other in connection.execute("select id, one, other from identity_edges").fetchall():
        if keys & {one, other}:
            taken.rows.add(row_id)
            connection.execute("delete from identity_edges where id = ?", (row_id,))
    for row, told in connection.execute("select rowid, keys from match_rows").fetchall():
        if keys.intersection(json.loads(told)):
            connection.execute("delete from match_rows where rowid = ?", (row,))


def _take_evidence(connection: sqlite3.Connection, taken: Taken) -> None:
    for row_id, finding, details in connection.execute("select id, finding, details from evidence").fetchall():
        told = json.loads(details)
        if {told.get("answer"), told.get("recording")} & taken.rows:
            taken.evidence += 1
            connection.execute("delete from images where id = ?", (told.get("image"),))
            taken.rows.add(row_id)
            taken.findings.add(finding)
            connection.execute("delete from evidence where id = ?", (row_id,))


def _take_history(connection: sqlite3.Connection, taken: Taken) -> None:
    """Steps that made or changed what is gone; what else they did can still be undone."""
    for row, row_id, before, after in connection.execute(
        "select rowid, row_id, before, after from edit_rows"
    ).fetchall():
        if row_id in taken.rows or any(_rests_on(text) & taken.rows for text in (before, after)):
            taken.history_rows += 1
            connection.execute("delete from edit_rows where rowid = ?", (row,))
    connection.execute("delete from edits where id not in (select edit from edit_rows)")


def _rests_on(image: str | None) -> set[str]:
    """The answer or the recording a row of evidence rests on."""
    details = json.loads(image or "{}").get("details")
    told = json.loads(details) if isinstance(details, str) else None
    return {str(told.get("answer")), str(told.get("recording"))} if isinstance(told, dict) else set()


def _forget_placeholders(connection: sqlite3.Connection, linked: Linked, texts: Iterable[str]) -> None:
    """Numbers stay, so that none is given twice; whose they were is forgotten."""
    named = {(kind, int(number)) for text in texts for kind, number in _PLACEHOLDER.findall(text)}
    digests = {key.removeprefix("email:") for key in linked.keys if key.startswith("email:")}
    for kind, digest, number in connection.execute("select kind, hash, number from placeholders").fetchall():
        if (kind, number) in named or digest in digests:
            connection.execute(
                "update placeholders set hash = 'withdrawn ' || number where kind = ? and number = ?", (kind, number)
            )


def _words_of(key: str) -> set[str]:
    """A key, and the id in it."""
    return {key, key.partition(":")[2]}


def _sentences(text: str) -> list[str]:
    """What somebody said, as a whole and sentence by sentence. Options that were chosen are no sentences of theirs."""
    if text.startswith("["):
        return []
    parts = (part.strip() for part in re.split(r"[.!?…]+(?=\s|\Z)|\n+", text))
    return [text, *parts]
