"""Guards against formulas: taken off names, values and ids, and nothing else."""

from __future__ import annotations

import duckdb
import pytest
from event_logs import read_lines

from convdesk.ingest.delimited import unique_names
from convdesk.ingest.event_people import stripped
from convdesk.ingest.guards import unguarded, unguarded_sql
from convdesk.ingest.identity import user_key

TEXTS = ["'=a", "'+47 99", "'-1", "'@x", "'", "''=a", "'a", "=a", "", "it's = 1"]


@pytest.mark.parametrize("text", TEXTS)
def test_sql_and_python_agree_on_what_a_guard_is(text):
    ((found,),) = duckdb.execute(f"select {unguarded_sql('v')} from (select ?::varchar as v)", [text]).fetchall()
    assert found == unguarded(text) == (text[1:] if text[:2] in {"'=", "'+", "'-", "'@"} else text)


def test_names_of_columns_lose_their_guards():
    assert unique_names(["'=event", "'+a", "+a"]) == ("=event", "+a", "+a·2")


def test_names_of_events_and_values_lose_their_guards(tmp_path):
    found = read_lines(
        tmp_path, "u1,'=open,2026-03-01T10:00:00Z,'+1", "u1,=open,2026-03-01T10:00:01Z,+1",
        header="user_id,event,timestamp,plan",
    )  # fmt: skip
    assert found.texts("event") == ["=open", "=open"]
    assert found.report.names == {"=open": 2}
    assert {text for name in found.columns if name.endswith("plan") for text in found.texts(name)} == {"+1"}


def test_a_guarded_id_is_the_same_person(tmp_path):
    found = read_lines(tmp_path, " '@anna,a,2026-03-01T10:00:00Z", "@anna,b,2026-03-01T10:00:01Z")
    assert {actor for actor, *_ in found.rows} == {"user:@anna"} == {user_key("'@anna ")}
    ((sql,),) = duckdb.execute(f"select {stripped('v')} from (select ?::varchar as v)", [" '@anna\t"]).fetchall()
    assert sql == "@anna"
