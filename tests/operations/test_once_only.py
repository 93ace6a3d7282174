"""What the study has by its vendor's id comes in once, whatever file or format brings it again."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from convdesk.model.imports import SourceKind
from convdesk.operations import history, imports, studies

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata" / "events"
HEADER = "user_id,event,timestamp,insert_id"


@pytest.fixture
def study(tmp_path):
    opened = studies.create_study(tmp_path / "once.convdesk")
    yield opened
    opened.close()


def rows_of(days):
    return [(f"u{n % 4}", f"step {n % 3}", f"2026-03-{n + 1:02d}T10:00:00Z", str(uuid.UUID(int=n + 1))) for n in days]


def table(folder, name, days):
    path = folder / name
    path.write_text("\n".join([HEADER, *map(",".join, rows_of(days))]) + "\n")
    return path


def lines(folder, name, days):
    path = folder / name
    keys = HEADER.split(",")
    path.write_text("".join(json.dumps(dict(zip(keys, row, strict=True))) + "\n" for row in rows_of(days)))
    return path


def counts(report):
    return report.read, report.kept, report.duplicates, report.rejected


def test_weeks_that_overlap_add_what_is_new_in_any_format(study, tmp_path):
    assert counts(imports.import_file(study, table(tmp_path, "one.csv", range(10)))) == (10, 10, 0, 0)
    assert counts(imports.import_file(study, lines(tmp_path, "two.ndjson", range(7, 17)))) == (10, 7, 3, 0)
    assert counts(imports.import_file(study, table(tmp_path, "three.csv", range(5, 20)))) == (15, 3, 12, 0)
    events = [source for source in studies.describe_study(study).sources if source.kind is SourceKind.EVENTS]
    assert sum(source.kept for source in events) == 20


def test_a_file_that_brings_nothing_new_leaves_no_source_and_no_step_of_history(study, tmp_path):
    imports.import_file(study, table(tmp_path, "one.csv", range(10)))
    before = (studies.describe_study(study), history.list_history(study))
    report = imports.import_file(study, lines(tmp_path, "again.ndjson", range(10)))
    assert counts(report) == (10, 0, 10, 0)
    assert report.source is None
    assert not report.is_failed
    assert (studies.describe_study(study), history.list_history(study)) == before


def test_what_was_taken_out_can_come_in_again(study, tmp_path):
    path = table(tmp_path, "one.csv", range(10))
    imports.remove_source(study, imports.import_file(study, path).source)
    assert counts(imports.import_file(study, lines(tmp_path, "again.ndjson", range(10)))) == (10, 10, 0, 0)


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
def test_real_lines_and_their_packed_twin_are_one(study):
    first = imports.import_file(study, REAL / "duckshard__part-1.ndjson.gz")
    again = imports.import_file(study, REAL / "duckshard__part-1.parquet")
    assert counts(first) == (10_223, 10_223, 0, 0)
    assert counts(again) == (10_223, 0, 10_223, 0)
    assert len(studies.describe_study(study).sources) == 1
