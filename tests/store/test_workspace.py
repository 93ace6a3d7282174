"""A study is one file: refused when foreign, newer or in use; whole when closed; backed up before it is migrated."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.stamps import Stamps
from convdesk.operations.studies import (
    back_up_if_due,
    back_up_study,
    check_study,
    create_study,
    open_study,
    restore_study,
)
from convdesk.store import backup


class Day(Stamps):
    """A clock that stands still."""

    def __init__(self, day: int) -> None:
        self.day = day

    def now(self):
        return datetime(2026, 3, self.day, 12, tzinfo=UTC)


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "study.convdesk"
    create_study(path, "Onboarding", "Europe/Oslo").close()
    return path


def test_a_closed_study_is_a_single_file(study):
    assert [path.name for path in study.parent.iterdir()] == ["study.convdesk"]


def test_a_study_keeps_its_title_and_zone(study):
    opened = open_study(study, read_only=True)
    assert (opened.title, opened.zone) == ("Onboarding", "Europe/Oslo")
    opened.close()


def test_a_second_writer_is_refused_by_name_while_a_reader_is_not(study):
    first = open_study(study)
    code = (
        "import sys; from pathlib import Path; from convdesk.operations.studies import open_study\n"
        "from convdesk.model.problem import ProblemError\n"
        "path = Path(sys.argv[1])\n"
        "open_study(path, read_only=True).close()\n"
        "try: open_study(path)\n"
        "except ProblemError as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code, study], capture_output=True, text=True, check=True).stdout
    first.close()
    assert "open in another window or program" in said
    assert "process" in said


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "not a convdesk study"),
        (b"hello", "not a convdesk study"),
        (b"x" * 5000, "not a convdesk study"),
    ],
)
def test_a_file_that_is_no_study_is_refused(tmp_path, content, what):
    path = tmp_path / "other.convdesk"
    path.write_bytes(content)
    with pytest.raises(ProblemError, match=what):
        open_study(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "other.convdesk"
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (x)")
    connection.close()
    with pytest.raises(ProblemError, match="not a convdesk study"):
        open_study(path)


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path):
    with pytest.raises(ProblemError, match="folder"):
        open_study(tmp_path)
    with pytest.raises(ProblemError, match="no such file"):
        open_study(tmp_path / "gone.convdesk")


def test_a_study_of_a_newer_version_is_refused_untouched(study):
    connection = sqlite3.connect(study)
    connection.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) values ('convdesk', 'from_2031', 'x')"
    )
    connection.commit()
    connection.close()
    before = study.read_bytes()
    with pytest.raises(ProblemError, match="newer convdesk"):
        open_study(study)
    assert study.read_bytes() == before


def test_an_existing_file_is_never_overwritten_by_a_new_study(study):
    with pytest.raises(ProblemError, match="there already"):
        create_study(study)


def test_an_unknown_zone_is_refused_before_anything_is_made(tmp_path):
    with pytest.raises(ProblemError, match="no time zone"):
        create_study(tmp_path / "a.convdesk", zone="Middle/Earth")
    assert not list(tmp_path.iterdir())


def test_the_last_seven_backups_are_kept(study):
    for day in range(1, 11):
        back_up_study(study, stamps=Day(day))
    kept = backup.backups_of(study)
    assert len(kept) == 7
    assert "2026-03-10" in kept[-1].name


def test_a_damaged_study_is_not_backed_up_but_checked_with_a_remedy(study):
    damage(study)
    with pytest.raises(ProblemError, match="damaged"):
        back_up_study(study)
    report = check_study(study)
    assert not report.is_whole
    assert "restore a backup" in report.problems[0].remedy


def test_a_restored_backup_is_the_study_as_it_was(study):
    kept = back_up_study(study, stamps=Day(1))
    damage(study)
    with pytest.raises(ProblemError):
        create_study(study)
    restore_study(kept, study)
    opened = open_study(study)
    assert opened.title == "Onboarding"
    opened.close()


def test_a_whole_study_is_found_whole(study):
    assert check_study(study).is_whole


def damage(path) -> None:
    """Overwrite a page in the middle of the file."""
    data = bytearray(path.read_bytes())
    page = int.from_bytes(data[16:18], "big")
    data[2 * page : 3 * page] = b"\xff" * page
    path.write_bytes(data)


def test_the_daily_backup_is_made_once_a_day_and_a_stopped_one_leaves_nothing(study):
    opened = open_study(study, stamps=Day(1))
    assert back_up_if_due(opened) is not None
    assert back_up_if_due(opened) is None
    opened.close()
    opened = open_study(study, stamps=Day(2))
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        back_up_if_due(opened, stopped)
    assert len(list(backup.folder_of(study).iterdir())) == 1
    assert back_up_if_due(opened) is not None
    opened.close()
