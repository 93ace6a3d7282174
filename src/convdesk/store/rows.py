"""Curated rows: what the researcher made (study, sources, pictures, funnels, findings), read as model objects."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from convdesk.model.finding import Evidence, EvidenceKind, Finding, Severity
from convdesk.model.imports import Source, SourceKind
from convdesk.model.page import Layout, PagePicture

if TYPE_CHECKING:
    import sqlite3

    from convdesk.model.imports import ImportReport
    from convdesk.store.workspace import Workspace


def study_row(workspace: Workspace) -> tuple[str, str, str]:
    """(id, title, zone) of the study."""
    row: tuple[str, str, str] = workspace.reading.execute("select id, title, zone from study").fetchone()
    return row


def insert_study(connection: sqlite3.Connection, study_id: str, title: str, zone: str, created_at: str) -> None:
    """A new study, with a salt of its own for what it hashes."""
    row = (study_id, title, zone, created_at, secrets.token_hex(32))
    connection.execute("insert into study (id, title, zone, created_at, salt) values (?, ?, ?, ?, ?)", row)


def study_salt(workspace: Workspace) -> bytes:
    """What goes into the study's hashes; nothing in studies older than salts, so that their keys still join."""
    return bytes.fromhex(workspace.reading.execute("select salt from study").fetchone()[0])


def insert_source(connection: sqlite3.Connection, source: Source, layout: str) -> None:
    """A source under way: marked as removed until its import is whole, so that undo and redo are one mark."""
    row = (
        source.id, source.file, source.format, source.kind.value, source.kept, source.imported_at, 1,
        json.dumps(source.report, ensure_ascii=False), layout,
    )  # fmt: skip
    columns = "id, file, format, kind, kept, imported_at, is_removed, report, layout"
    connection.execute(f"insert into sources ({columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def set_layout(connection: sqlite3.Connection, source: str, layout: str) -> None:
    connection.execute("update sources set layout = ? where id = ?", (layout, source))


def set_report(connection: sqlite3.Connection, source: str, report: ImportReport) -> None:
    connection.execute(
        "update sources set report = ? where id = ?", (json.dumps(report.as_dict(), ensure_ascii=False), source)
    )


def load_sources(workspace: Workspace) -> tuple[Source, ...]:
    """All sources in the order of their import, those taken out included."""
    rows = workspace.reading.execute(
        """select id, file, format, kind, kept, imported_at, is_removed, report from sources
           order by imported_at, rowid"""
    )
    return tuple(
        Source(row_id, file, format_, SourceKind(kind), kept, at, bool(removed), json.loads(report))
        for row_id, file, format_, kind, kept, at, removed, report in rows
    )


LIVE_SURVEYS = """(
    select v.id, min(r.number) as first, max(r.number) as last from surveys v
    join sources s on s.id = v.source and s.is_removed = 0 join respondents r on r.survey = v.id group by v.id) live"""
"""The surveys that count, each with the numbers of its first and its last respondent: nobody else has one between."""


def count_rows(workspace: Workspace, table: str) -> int:
    """How many rows a table has that are not of a source taken out."""
    live = {
        "recordings": "recordings x join sources s on s.id = x.source and s.is_removed = 0",
        "surveys": """(select distinct coalesce(nullif(x.goes_on, ''), x.id) from surveys x
                       join sources s on s.id = x.source and s.is_removed = 0)""",
        "answers": f"""{LIVE_SURVEYS} join survey_questions a on a.survey = live.id
                       join questions q on q.id = a.question
                       join replies p on p.question = q.position and p.respondent between live.first and live.last""",
    }
    return int(workspace.reading.execute(f"select count(*) from {live.get(table, table)}").fetchone()[0])


def insert_image(connection: sqlite3.Connection, image: PagePicture, data: bytes) -> None:
    """Keep a picture's bytes, once."""
    row = (image.image, image.width, image.height, data)
    connection.execute("insert or ignore into images values (?, ?, ?, ?)", row)


def image_bytes(workspace: Workspace, image: str) -> bytes:
    found = workspace.reading.execute("select data from images where id = ?", (image,)).fetchone()
    return bytes(found[0])


def insert_film(connection: sqlite3.Connection, film: str, recording: str, data: bytes) -> None:
    """Keep a film of a recording, once."""
    connection.execute("insert or ignore into films values (?, ?, ?)", (film, recording, data))


def film_bytes(workspace: Workspace, film: str) -> bytes:
    """The film as WebM; KeyError when there is none of that id."""
    found = workspace.reading.execute("select data from films where id = ?", (film,)).fetchone()
    if not found:
        raise KeyError(film)
    return bytes(found[0])


def load_pictures(workspace: Workspace) -> tuple[PagePicture, ...]:
    columns = "id, page, width, height, image, state, recording, at_ms"
    rows = workspace.reading.execute(f"select {columns} from pictures order by page, state, width desc")
    return tuple(PagePicture(*row) for row in rows)


def load_layouts(workspace: Workspace) -> tuple[Layout, ...]:
    """Where elements of pages lie, by page, state and width."""
    rows = workspace.reading.execute(
        "select id, page, width, height, boxes, state, inner from layouts order by page, state, width"
    )
    return tuple(
        Layout(row_id, page, width, height, _places(boxes), state, _places(inner))
        for row_id, page, width, height, boxes, state, inner in rows
    )


def _places(text: str) -> dict[str, Any]:
    return {name: tuple(numbers) for name, numbers in json.loads(text).items()}


def load_funnels(workspace: Workspace) -> list[tuple[str, str, str]]:
    """(id, name, spec as JSON) of the saved funnels, in the order they were made."""
    return workspace.reading.execute("select id, name, spec from funnels order by created_at, rowid").fetchall()


def load_segments(workspace: Workspace) -> list[tuple[str, str, str]]:
    """(id, name, spec as JSON) of the saved segments, by name."""
    return workspace.reading.execute("select id, name, spec from segments order by name collate nocase, id").fetchall()


def load_findings(workspace: Workspace) -> tuple[Finding, ...]:
    """Findings in the researcher's order, with their evidence."""
    rows = workspace.reading.execute(
        "select id, title, text, severity, created_at from findings order by position, created_at"
    )
    evidence = _evidence(workspace)
    return tuple(
        Finding(row_id, title, text, Severity(severity), tuple(evidence.get(row_id, ())), created_at)
        for row_id, title, text, severity, created_at in rows.fetchall()
    )


def next_position(workspace: Workspace, table: str) -> int:
    return int(workspace.reading.execute(f"select coalesce(max(position), 0) + 1 from {table}").fetchone()[0])


def _evidence(workspace: Workspace) -> dict[str, list[Evidence]]:
    by_finding: dict[str, list[Evidence]] = {}
    rows = workspace.reading.execute("select finding, id, kind, details from evidence order by position")
    for finding, row_id, kind, details in rows:
        by_finding.setdefault(finding, []).append(Evidence(row_id, EvidenceKind(kind), json.loads(details)))
    return by_finding
