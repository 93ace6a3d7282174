"""A new study is laid out at once, as all migrations one after the other would."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from convdesk.store import schema
from convdesk.store.transaction import transaction


@pytest.fixture
def connection():
    opened = sqlite3.connect(":memory:", isolation_level=None)
    yield opened
    opened.close()


def laid_out(connection):
    return connection.execute("select type, name, tbl_name, sql from sqlite_master order by type, name").fetchall()


def test_a_new_study_has_just_the_tables_that_the_migrations_make(connection):
    schema.lay_out(connection)
    with sqlite3.connect(":memory:", isolation_level=None) as migrated:
        schema.migrate(migrated)
        assert laid_out(connection) == laid_out(migrated)
    migrated.close()
    assert schema.applied_names(connection) == schema.NAMES


def test_a_new_study_needs_no_migration(connection):
    schema.lay_out(connection)
    before = connection.execute("select * from _sqlite_migrations").fetchall()
    schema.migrate(connection)
    assert connection.execute("select * from _sqlite_migrations").fetchall() == before


def test_making_a_study_and_editing_it_imports_nothing_heavy(tmp_path):
    code = (
        "import sys; from pathlib import Path; from convdesk.operations import studies\n"
        "study = studies.create_study(Path(sys.argv[1])); studies.rename_study(study, 'Other'); study.close()\n"
        "print([name for name in ('pandas', 'sqlite_utils', 'duckdb') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "study")]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "[]\n"


def fail_after(connection, statement):
    with transaction(connection):
        connection.execute(statement)
        raise ZeroDivisionError


def test_a_part_of_a_transaction_can_fail_alone(connection):
    connection.execute("create table kept (text)")
    with transaction(connection):
        connection.execute("insert into kept values ('whole')")
        with pytest.raises(ZeroDivisionError):
            fail_after(connection, "insert into kept values ('part')")
    with pytest.raises(ZeroDivisionError):
        fail_after(connection, "delete from kept")
    assert connection.execute("select text from kept").fetchall() == [("whole",)]
