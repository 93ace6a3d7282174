"""Hashes of the vendors' ids: kept beside the columns, known while their source is in the study."""

from __future__ import annotations

import numpy as np
import pytest

from convdesk.columns import EventBatch, EventImport
from convdesk.model.imports import Source, SourceKind
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent
from convdesk.operations.studies import create_study
from convdesk.store import check, events, rows


@pytest.fixture
def workspace(tmp_path):
    study = create_study(tmp_path / "small.convdesk")
    yield study.workspace
    study.close()


def keep(workspace, name, ids):
    """An event log of one row and these ids."""
    batch = EventBatch(np.zeros(1, np.int32), np.zeros(1, np.int64), {"event": np.zeros(1, np.int16)})
    texts = {"actor": [["user:a"]], "event": [["go"]]}
    with workspace.history.edit(f"Import {name}") as edit:
        rows.insert_source(edit.connection, Source(name, name, "x", SourceKind.EVENTS, 1, name), "{}")
        log = EventImport(0, 1, 0, 1, texts, [batch], ids=ids)
        layout = events.write_events(edit.connection, name, log, silent())
        rows.set_layout(edit.connection, name, layout.as_json())
        edit.put("sources", name, is_removed=0)
    return layout


def hashes(*values):
    return np.array(values, np.uint64)


def test_the_ids_of_all_sources_come_back_once_and_ascending(workspace, monkeypatch):
    monkeypatch.setattr(events, "IDS_A_BLOCK", 2)
    keep(workspace, "one", hashes(1, 5, 2**63, 2**64 - 1))
    keep(workspace, "two", hashes(3, 5))
    keep(workspace, "three", None)
    found = events.load_known_ids(workspace)
    assert found.dtype == np.uint64
    assert found.tolist() == [1, 3, 5, 2**63, 2**64 - 1]


def test_a_study_without_ids_knows_none(workspace):
    keep(workspace, "one", None)
    assert events.load_known_ids(workspace).tolist() == []


def test_what_is_taken_out_is_not_known_until_it_is_back(workspace):
    keep(workspace, "one", hashes(1, 2))
    workspace.history.undo()
    assert events.load_known_ids(workspace).tolist() == []
    workspace.history.redo()
    assert events.load_known_ids(workspace).tolist() == [1, 2]


def test_ids_are_no_column_and_are_not_read_with_the_events(workspace):
    layout = keep(workspace, "one", hashes(1, 2, 3))
    assert set(layout.terms) == {"actor", "event"}
    with workspace.history.edit("Damage") as edit:
        edit.connection.execute("update event_blocks set data = x'00' where name = 'ids'")
    (source,) = events.load_events(workspace)
    assert source.keys().tolist() == [0]
    with pytest.raises(ProblemError, match="damaged"):
        events.load_known_ids(workspace)
    assert any("ids" in problem.where for problem in check.check(workspace.path).problems)
