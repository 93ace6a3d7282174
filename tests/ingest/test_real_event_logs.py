"""Event logs found in public repositories, counted by somebody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from event_logs import opened, read

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")

NAMES = [
    "retentioneering__simple-onlineshop.csv", "retentioneering__ecom.csv.gz", "duckshard__part-1.ndjson.gz",
    "duckshard__part-2.ndjson.gz", "duckshard__part-3.ndjson.gz", "duckshard__part-4.ndjson.gz",
    "duckshard__part-1.parquet", "duckshard__part-5.csv", "govuk-perf__ga4_events.csv",
    "fivetran__mixpanel_event.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_counts_are_those_of_the_answer_key(name):
    known = json.loads((REAL / "ANSWERS.json").read_text(encoding="utf-8"))[f"events/{name}"]
    with opened(REAL / "events" / name) as reading:
        report = reading.report
    assert (report.read, report.kept, report.rejected) == (known["events"], known["events"], 0)
    assert report.actors == known["users"]
    assert report.sessions == known.get("sessions", report.sessions)
    assert len(report.names) == known.get("event_names", len(report.names))
    assert report.names == known.get("counts", report.names)
    for field in ("first", "last"):
        assert getattr(report, field).rstrip("Z") == known.get(field, getattr(report, field)).rstrip("Z")
    if "exact_duplicate_rows" in known:
        assert f"{known['exact_duplicate_rows']} rows are exactly like" in report.warnings[0].what


def test_parquet_and_json_lines_of_the_same_events_are_the_same():
    packed, lines = (read(REAL / "events" / f"duckshard__part-1.{ending}") for ending in ("parquet", "ndjson.gz"))
    assert packed.rows == lines.rows
    assert packed.ids.tolist() == lines.ids.tolist()
    assert len(set(packed.ids.tolist())) == 10_223


@pytest.mark.parametrize(("first", "again"), [("ndjson.gz", "parquet"), ("parquet", "ndjson.gz")])
def test_a_twin_in_another_format_adds_nothing(first, again):
    ids = read(REAL / "events" / f"duckshard__part-1.{first}").ids
    with opened(REAL / "events" / f"duckshard__part-1.{again}", known=ids) as reading:
        assert (reading.report.read, reading.report.kept, reading.report.duplicates) == (10_223, 0, 10_223)
        assert reading.events is None


def test_a_part_that_follows_adds_all_of_its_own():
    ids = read(REAL / "events" / "duckshard__part-1.ndjson.gz").ids
    with opened(REAL / "events" / "duckshard__part-2.ndjson.gz", known=ids) as reading:
        assert reading.report.duplicates == 0
        assert reading.report.kept == reading.report.read


def test_a_warehouse_table_with_a_name_twice_is_read():
    found = read(REAL / "events" / "fivetran__ga4_export_event_data.csv")
    assert "p:param_session_engaged·2" in found.columns
    assert found.report.actors == 4


def test_a_wide_table_of_web_events_is_read_whole():
    with opened(REAL / "events" / "snowplow__web_events.csv") as reading:
        assert (reading.report.read, reading.report.kept, reading.report.duplicates) == (160, 157, 3)
