"""The tables of a workspace file, as append-only migrations: SQL and literals only, never edited once released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.store.transaction import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

APPLICATION_ID = 0x636F6E76
"""The four letters `conv` in SQLite's header: how a study is told from any other database."""

_FIRST = (
    "create table study (id text primary key, title text not null, zone text not null, created_at text not null)",
    """create table sources (
        id text primary key, file text not null, format text not null, kind text not null,
        kept integer not null, imported_at text not null, is_removed integer not null default 0,
        report text not null, layout text not null default '{}')""",
    """create table event_blocks (
        source text not null references sources(id) on delete cascade, name text not null, chunk integer not null,
        rows integer not null, dtype text not null, is_delta integer not null, data blob not null,
        primary key (source, name, chunk))""",
    """create table term_blocks (
        source text not null references sources(id) on delete cascade, name text not null, chunk integer not null,
        terms integer not null, data blob not null, primary key (source, name, chunk))""",
    """create table recordings (
        id text primary key, source text not null references sources(id) on delete cascade, keys text not null,
        session text not null, started_ms integer not null, duration_ms integer not null, events integer not null,
        terms text not null, clicks blob not null, visits blob not null, data blob not null)""",
    "create index recordings_by_source on recordings(source)",
    """create table surveys (
        id text primary key, source text not null references sources(id) on delete cascade, title text not null)""",
    """create table questions (
        id text primary key, survey text not null references surveys(id) on delete cascade,
        position integer not null, text text not null, kind text not null)""",
    """create table respondents (
        id text primary key, survey text not null references surveys(id) on delete cascade,
        ref text not null, row integer not null, at_us integer, keys text not null)""",
    """create table answers (
        id text primary key, question text not null references questions(id) on delete cascade,
        respondent text not null references respondents(id) on delete cascade, text text not null, value real)""",
    "create index answers_by_question on answers(question)",
    "create index answers_by_respondent on answers(respondent)",
    "create table images (id text primary key, width integer not null, height integer not null, data blob not null)",
    """create table pictures (
        id text primary key, page text not null, width integer not null, height integer not null,
        image text not null references images(id), unique (page, width))""",
    "create table funnels (id text primary key, name text not null, spec text not null, created_at text not null)",
    """create table findings (
        id text primary key, title text not null, text text not null, severity integer not null,
        position integer not null, created_at text not null)""",
    """create table evidence (
        id text primary key, finding text not null references findings(id), position integer not null,
        kind text not null, details text not null)""",
    "create index evidence_by_finding on evidence(finding)",
    """create table edits (
        id text primary key, number integer not null unique, label text not null, made_at text not null,
        is_undone integer not null default 0)""",
    """create table edit_rows (
        edit text not null references edits(id) on delete cascade, number integer not null,
        table_name text not null, row_id text not null, before text, after text, primary key (edit, number))""",
    "create table revision (id integer primary key check (id = 1), number integer not null)",
    "insert into revision values (1, 0)",
)

_SAVED_MAPPINGS = (
    """create table mappings (
        id text primary key, name text not null unique, reader text not null, spec text not null,
        created_at text not null)""",
)

_SOURCE_DIGESTS = ("alter table sources add column digest text not null default ''",)

_PRIVACY = (
    "alter table study add column salt text not null default ''",
    "alter table respondents add column consent text not null default '{}'",
    """create table placeholders (
        kind text not null, hash text not null, number integer not null, primary key (kind, hash),
        unique (kind, number))""",
)

_RECORDING_MOVES = (
    "alter table recordings add column digest text not null default ''",
    "create index recordings_by_digest on recordings(source, digest)",
    """create table recording_moves (
        recording text primary key references recordings(id) on delete cascade, data blob not null)""",
)

_IDENTITY = (
    """create table identity_edges (
        id text primary key, kind text not null, one text not null, other text not null default '',
        made_at text not null)""",
    """create table match_tables (
        id text primary key, file text not null, rows integer not null, imported_at text not null,
        is_removed integer not null default 0, report text not null)""",
    """create table match_rows (
        match_table text not null references match_tables(id) on delete cascade, number integer not null,
        keys text not null, primary key (match_table, number))""",
)

_SURVEY_STRUCTURE = (
    "alter table questions add column code text not null default ''",
    "alter table questions add column parent text not null default ''",
    "alter table questions add column shape text not null default '{}'",
    "update questions set code = 'Q' || position",
    "create unique index questions_by_position on questions(position)",
    "alter table respondents add column number integer",
    "alter table respondents add column state text not null default 'complete'",
    "alter table respondents add column fingerprint text not null default ''",
    "update respondents set number = rowid",
    "create unique index respondents_by_number on respondents(number)",
    "create index test_respondents on respondents(number) where state = 'test'",
    """create table replies (
        question integer not null, respondent integer not null, text text not null, id text,
        primary key (question, respondent)) without rowid""",
    """insert into replies (question, respondent, text, id)
        select q.position, r.number, a.text, a.id from answers a
        join questions q on q.id = a.question join respondents r on r.id = a.respondent order by 1, 2""",
    "create index replies_by_id on replies(id) where id is not null",
    "drop table answers",
    """create view answers as
        select coalesce(p.id, q.id || '/' || p.respondent) as id, q.id as question, r.id as respondent, p.text as text
        from replies p join questions q on q.position = p.question join respondents r on r.number = p.respondent""",
    """create trigger forget_answer instead of delete on answers begin
        delete from replies where question = (select position from questions where id = old.question)
        and respondent = (select number from respondents where id = old.respondent); end""",
    """create trigger forget_respondent after delete on respondents begin
        delete from replies where respondent = old.number
        and question in (select position from questions where survey = old.survey); end""",
    """create trigger forget_question after delete on questions begin
        delete from replies where question = old.position; end""",
)
"""A million answers are written in half a second as rows of two integers and a text, in their order; `answers` shows
them with the ids they are known by."""

_FRICTION = (
    "create table friction_rules (id text primary key, spec text not null)",
    """create table friction_corrections (
        id text primary key, signal text not null, recording text not null, at_ms integer not null,
        note text not null default '', made_at text not null)""",
)

_GOALS = ("create table goals (id text primary key, name text not null, spec text not null, created_at text not null)",)

_REFERENCES = (
    """create table reference_tables (
        source text not null references sources(id) on delete cascade, number integer not null, title text not null,
        header text not null, rows text not null, primary key (source, number))""",
)

_PAGE_PICTURES = (
    """create table recording_windows (
        recording text primary key references recordings(id) on delete cascade, data blob not null)""",
    "alter table pictures rename to former_pictures",
    """create table pictures (
        id text primary key, page text not null, width integer not null, height integer not null,
        image text not null references images(id), state text not null default '', recording text not null default '',
        at_ms integer, unique (page, width, state))""",
    "insert into pictures (id, page, width, height, image) select id, page, width, height, image from former_pictures",
    "drop table former_pictures",
    """create table layouts (
        id text primary key, page text not null, width integer not null, state text not null default '',
        height integer not null, boxes text not null, unique (page, width, state))""",
)

_NOTES = (
    """create table notes (
        id text primary key, recording text not null, at_ms integer not null, to_ms integer,
        text text not null, tags text not null default '[]', made_at text not null)""",
    "create index notes_by_recording on notes(recording)",
)

_PAGE_PATTERNS = (
    """create table page_patterns (
        id text primary key, pattern text not null, is_apart integer not null default 0, made_at text not null)""",
)

_FRICTION_OF_PEOPLE = ("alter table friction_corrections add column person text not null default ''",)

_SAME_SURVEY = (
    "alter table surveys add column goes_on text not null default ''",
    "alter table surveys add column vendor_id text not null default ''",
    "alter table surveys add column mark text not null default ''",
    """create table survey_questions (
        survey text not null references surveys(id) on delete cascade,
        question text not null references questions(id) on delete cascade,
        kind text not null, shape text not null, primary key (survey, question)) without rowid""",
    "insert into survey_questions select survey, id, kind, shape from questions",
    "create index survey_questions_by_question on survey_questions(question)",
    "drop trigger forget_respondent",
    """create trigger forget_respondent after delete on respondents begin
        delete from replies where respondent = old.number and question in (
            select q.position from survey_questions a join questions q on q.id = a.question
            where a.survey = old.survey); end""",
)
"""A later export of a survey is a survey of its own that goes on with the first: it asks the same questions."""

_SEGMENTS = (
    """create table segments (
        id text primary key, name text not null unique, spec text not null, created_at text not null)""",
)

_INNER_SCROLLS = (
    "alter table recordings add column shifts blob",
    "alter table layouts add column inner text not null default '{}'",
)

_FILMS = (
    """create table films (
        id text primary key, recording text not null, data blob not null)""",
    "create index films_by_recording on films(recording)",
)
"""Films of stretches that findings rest on, as WebM; evidence names them by `id`."""

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("first", _FIRST),
    ("saved mappings", _SAVED_MAPPINGS),
    ("source digests", _SOURCE_DIGESTS),
    ("privacy", _PRIVACY),
    ("recording moves", _RECORDING_MOVES),
    ("identity", _IDENTITY),
    ("survey structure", _SURVEY_STRUCTURE),
    ("friction", _FRICTION),
    ("goals", _GOALS),
    ("references", _REFERENCES),
    ("page pictures", _PAGE_PICTURES),
    ("notes", _NOTES),
    ("page patterns", _PAGE_PATTERNS),
    ("friction of people", _FRICTION_OF_PEOPLE),
    ("same survey", _SAME_SURVEY),
    ("segments", _SEGMENTS),
    ("inner scrolls", _INNER_SCROLLS),
    ("films", _FILMS),
)
NAMES = tuple(name for name, _ in MIGRATIONS)
CURATED = frozenset(
    {"study", "sources", "pictures", "funnels", "findings", "evidence", "mappings", "identity_edges", "match_tables"}
    | {"friction_rules", "friction_corrections", "goals", "layouts", "notes", "page_patterns", "segments"}
)
"""Tables an edit may write: each has a text primary key `id` and plain JSON values only."""


_NOTES = (
    """CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
)""",
    """CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name")""",
)
"""Where sqlite-utils notes which migrations a file has had, as it makes it."""


def applied_names(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The migrations a file has had, oldest first; none for an empty database."""
    tables = connection.execute("select 1 from sqlite_master where name = '_sqlite_migrations'").fetchall()
    if not tables:
        return ()
    rows = connection.execute("select name from _sqlite_migrations where migration_set = 'convdesk' order by id")
    return tuple(name for (name,) in rows)


def lay_out(connection: sqlite3.Connection) -> None:
    """All tables of a new file at once, noted as the migrations they come from.

    sqlite-utils, which takes long to import, is only needed to bring an older file up to date.
    """
    with transaction(connection):
        for statement in (*_NOTES, *(statement for _, statements in MIGRATIONS for statement in statements)):
            connection.execute(statement)
        connection.executemany(
            "insert into _sqlite_migrations (migration_set, name, applied_at) "
            "values ('convdesk', ?, strftime('%Y-%m-%d %H:%M:%f+00:00'))",
            [(name,) for name in NAMES],
        )


def migrate(connection: sqlite3.Connection, *, upto: int | None = None) -> None:
    """Apply what is missing, each migration in one transaction."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations("convdesk")
    for name, statements in MIGRATIONS[:upto]:
        migrations(name=name)(_runs(name, statements))
    migrations.apply(Database(connection))


def _runs(name: str, statements: tuple[str, ...]) -> Callable[[Any], None]:
    def run(db: Any) -> None:
        for statement in statements:
            db.conn.execute(statement)

    run.__name__ = name
    return run
