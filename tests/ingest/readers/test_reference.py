"""Totals of other tools are named, kept as tables, and never counted as events."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convdesk.ingest import sniff
from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.table import named
from convdesk.model.imports import SourceKind
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent
from ingest.vendor_logs import claim, propose, write

GA4 = """# ----------------------------------------
# Purchase journey
# Example Store - Free form 1
# 20260101-20260131
# ----------------------------------------

Event name,Total users,Event count
,"1,200",5400
page_view,1180,3900

# ----------------------------------------
# Free form 2
Device,Users
desktop,12
"""
SAMPLES = {
    "explore.csv": (GA4, "GA4 exploration"),
    "imported_visitors_20260101_20260131.csv": ("date,visitors,pageviews,bounces\n2026-01-01,5,9,1\n2026-01-02,6,8,0\n", "Plausible"),
    "clarity.json": (
        json.dumps([{"metricName": "RageClickCount", "information": [{"sessionsCount": "10", "Url": "/"}]}]),
        "Clarity, data export",
    ),
    "heat.csv": (
        "Project name,Shop\nDate range,01/01/2026\nPage views,90\n\nRank,Button,Clicks,% of clicks\n1,#buy,20,55\n2,a.x,9,20\n",
        "Clarity heat map",
    ),
    "recordings.csv": (
        "Date,Hotjar User ID,Recording URL,Country,Duration,Pages,Actions\n2026-01-05,h1,https://x.test/1,Norway,00:30,3,9\n",
        "Hotjar, list of recordings",
    ),
    "heatmap.json": (
        json.dumps([{"selector": "body > a", "offset_x": "500", "offset_y": "900", "value": "3"}]), "Matomo heat map",
    ),
    "heat.json": (
        json.dumps({"results": [{"count": 5, "pointer_y": 200, "pointer_relative_x": 0.5, "pointer_target_fixed": False}]}),
        "PostHog heat map",
    ),
    "list.csv": ("Element,Visible,Clicks,%\n#buy,yes,20,10\na.x,no,3,1\n", "Crazy Egg, list"),
    "sessions.csv": ("Recording id,Visitor,Date,Pages,Clicks,Friction score\n7,v1,2026-01-05,3,9,0.4\n", "Mouseflow, list of recordings"),
}  # fmt: skip


def tables(path):
    reader = named("reference")
    with reader.read(path, reader.propose(sniff.head_of(path)).mapping, silent(), Terms()) as reading:
        return reading.references, reading.report


@pytest.mark.parametrize("name", SAMPLES)
def test_totals_are_recognised_by_name_and_kept_whole(tmp_path, name):
    content, title = SAMPLES[name]
    path = write(tmp_path, content, name)
    assert claim(path)[0] == "reference"
    proposal = propose(path)
    assert proposal.kind is SourceKind.REFERENCE
    assert title in proposal.reason
    found, report = tables(path)
    assert report.read == report.kept == sum(len(table.rows) for table in found) > 0
    assert "These are totals, not events" in report.warnings[0].what


@pytest.mark.parametrize("name", SAMPLES)
def test_whoever_insists_on_events_is_refused_with_that_sentence(tmp_path, name):
    path = write(tmp_path, SAMPLES[name][0], name)
    with pytest.raises(ProblemError, match="These are totals, not events"):
        propose(path, "events-json" if name.endswith("json") else "events-csv")


def test_each_section_of_an_exploration_is_a_table_with_its_name(tmp_path):
    first, second = tables(write(tmp_path, GA4, "explore.csv"))[0]
    assert (first.header, first.rows[0]) == (("Event name", "Total users", "Event count"), ("", "1,200", "5400"))
    assert "Purchase journey" in first.title
    assert ("Free form 2" in second.title, second.rows) == (True, (("desktop", "12"),))


def test_what_stands_above_a_heat_map_gives_the_table_its_name(tmp_path):
    (table,) = tables(write(tmp_path, SAMPLES["heat.csv"][0], "heat.csv"))[0]
    assert "Project name Shop" in table.title
    assert table.rows == (("1", "#buy", "20", "55"), ("2", "a.x", "9", "20"))


def test_a_table_of_events_is_no_table_of_totals(tmp_path):
    path = write(tmp_path, "date,visitors,event,user_id\n2026-01-05,1,view,u1\n2026-01-05,1,buy,u1\n", "events.csv")
    assert claim(path)[0] == "events-csv"
    with pytest.raises(ProblemError, match="no table of totals"):
        propose(path, "reference")


BEGINNINGS = ["# ------\n# X\n\n", "date,visitors,pageviews\n", "Rank,Button,Clicks\n", "x,y,count\r", "",
              '[{"metricName":"x","information":[{"a":1}]},']  # fmt: skip
LETTERS = st.sampled_from(list('a,;"\n\r\t #-1{}[]:\0\ufeffé'))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(BEGINNINGS), st.text(LETTERS, max_size=80), st.booleans())
def test_whatever_follows_is_a_table_or_a_problem_in_words(tmp_path, beginning, rest, is_long):
    path = write(tmp_path, beginning + rest + "x" * 200_000 * is_long, "totals.csv")
    try:
        named("reference").claims(sniff.head_of(path))
        found, report = tables(path)
    except ProblemError:
        return
    assert report.kept == sum(len(table.rows) for table in found)
    assert all(len(row) == len(table.header) for table in found for row in table.rows)
