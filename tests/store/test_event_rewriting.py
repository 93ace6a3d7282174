"""An event log that is rewritten without some people holds the rows of all others, and no text that only those had."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convdesk.columns import EventBatch, EventImport
from convdesk.model.imports import Source, SourceKind
from convdesk.model.progress import silent
from convdesk.store import events, file, rows
from convdesk.store.event_rewriting import actor_texts, count_events, rewrite_events
from convdesk.store.workspace import Workspace

ROW = st.tuples(st.integers(0, 5), st.integers(0, 50), st.sampled_from("abcd"), st.sampled_from(["x", "y", None]))


@pytest.fixture(scope="module")
def empty():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.convdesk"
        file.create(path)
        connection = file.connect(path)
        rows.insert_study(connection, "study", "Study", "UTC", "2026-01-01T00:00:00Z")
        connection.close()
        workspace = Workspace.open(path)
        yield workspace
        workspace.close()


def coded(values, terms):
    return np.array([-1 if value is None else terms.index(value) for value in values], np.int32)


def write(connection, log):
    """A log of (person, tick, event, property) as a source, in two batches, with a link for each person."""
    people = sorted({f"user:{row[0]}" for row in log})
    ordered = sorted(log, key=lambda row: (row[0], row[1]))
    names, notes = sorted({row[2] for row in log}), sorted({row[3] for row in log if row[3]})
    batches = [
        EventBatch(
            coded([f"user:{row[0]}" for row in part], people), np.array([row[1] for row in part], np.int64),
            {"event": coded([row[2] for row in part], names), "p:note": coded([row[3] for row in part], notes)},
        )
        for part in (ordered[: len(log) // 2], ordered[len(log) // 2 :]) if part
    ]  # fmt: skip
    links = [(code, f"email:{key}") for code, key in enumerate(people)]
    made = EventImport(0, 1, 50, len(log), {"actor": [people], "event": [names], "p:note": [notes]}, batches, links)
    connection.execute("delete from sources")
    rows.insert_source(connection, Source("s", "log.csv", "csv", SourceKind.EVENTS, len(log), ""), "{}")
    rows.set_layout(connection, "s", events.write_events(connection, "s", made, silent()).as_json())
    connection.execute("update sources set is_removed = 0")


def read(workspace):
    """The rows of the log, and its links, by key."""
    (source,) = events.load_events(workspace)
    actors = source.terms("actor")
    columns = [[(*source.terms(name), None)[code] for code in source.column(name)] for name in ("event", "p:note")]
    keys = [(actors[key // source.stride], key % source.stride) for key in source.keys().tolist()]
    found = [(*key, *cells) for key, *cells in zip(keys, *columns, strict=True)]
    return found, {(actors[code], key) for code, key in source.links()}, source


@settings(deadline=None, max_examples=60)
@given(st.lists(ROW, min_size=1, max_size=25), st.sets(st.integers(0, 5), max_size=3))
def test_others_keep_their_rows_in_order(empty, log, gone):
    with empty.history.alone() as connection:
        write(connection, log)
        before, links, _ = read(empty)
        codes = {
            code for code, key in enumerate(actor_texts(connection, "s")) if int(key.removeprefix("user:")) in gone
        }
        assert count_events(connection, "s", codes) == sum(row[0] in gone for row in log)
        left = rewrite_events(connection, "s", codes, set())
        rows.set_layout(connection, "s", left.layout.as_json())
    after, links_after, source = read(empty)
    keys = {f"user:{person}" for person in gone}
    assert after == [row for row in before if row[0] not in keys]
    assert links_after == {link for link in links if link[0] not in keys}
    assert source.terms("event") == sorted({row[2] for row in after})
    assert source.terms("p:note") == sorted({row[3] for row in after if row[3]})
    assert left.removed == len(before) - len(after)
    assert sum(left.names.values()) == len(after)


def test_a_link_to_a_key_that_goes_goes_with_it(empty):
    with empty.history.alone() as connection:
        write(connection, [(1, 0, "a", None), (2, 0, "a", None)])
        rewrite_events(connection, "s", {0}, {"email:user:2"})
    assert read(empty)[1] == set()
