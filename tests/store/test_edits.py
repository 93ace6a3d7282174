"""Every edit can be undone and redone, whatever came between, also after the file was closed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from convdesk.model.problem import ProblemError
from convdesk.store import file, rows
from convdesk.store.workspace import Workspace

TABLES = ("findings", "evidence")


def made(path) -> Workspace:
    file.create(path)
    return Workspace.open(path)


def dump(workspace: Workspace) -> dict:
    return {table: workspace.reading.execute(f"select * from {table} order by id").fetchall() for table in TABLES}


@pytest.fixture
def workspace(tmp_path):
    opened = made(tmp_path / "study.convdesk")
    yield opened
    opened.close()


def put_finding(workspace: Workspace, row_id: str = "f", title: str = "It breaks") -> None:
    with workspace.history.edit(f"Write “{title}”") as edit:
        edit.put("findings", row_id, title=title, text="", severity=1, position=1, created_at="now")


def test_an_edit_that_fails_leaves_nothing_behind_and_announces_nothing(workspace):
    heard = []
    workspace.history.listen(heard.append)

    def fail():
        with workspace.history.edit("x") as edit:
            edit.put("findings", "f", title="a", text="", severity=1, position=1, created_at="now")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert dump(workspace)["findings"] == []
    assert heard == []
    assert workspace.history.next_label(undone=False) is None


def test_undo_and_redo_outlive_the_program(tmp_path):
    workspace = made(tmp_path / "study.convdesk")
    put_finding(workspace)
    workspace.close()
    again = Workspace.open(tmp_path / "study.convdesk")
    assert again.history.undo() == "Write “It breaks”"
    assert dump(again)["findings"] == []
    again.close()
    once_more = Workspace.open(tmp_path / "study.convdesk")
    assert once_more.history.redo() == "Write “It breaks”"
    assert [row[1] for row in dump(once_more)["findings"]] == ["It breaks"]
    once_more.close()


def test_a_new_edit_after_an_undo_forgets_what_could_be_redone(workspace):
    put_finding(workspace, "f", "one")
    workspace.history.undo()
    put_finding(workspace, "g", "two")
    with pytest.raises(ProblemError, match="nothing to redo"):
        workspace.history.redo()


def test_a_change_names_the_tables_it_touched(workspace):
    heard = []
    workspace.history.listen(heard.append)
    put_finding(workspace)
    assert (heard[0].label, heard[0].tables) == ("Write “It breaks”", frozenset({"findings"}))


def test_evidence_and_its_finding_go_and_come_back_together(workspace):
    put_finding(workspace)
    with workspace.history.edit("hang") as edit:
        edit.put("evidence", "e", finding="f", position=0, kind="quote", details="{}")
    with workspace.history.edit("remove") as edit:
        edit.drop("evidence", "e")
        edit.drop("findings", "f")
    workspace.history.undo()
    assert [len(found.evidence) for found in rows.load_findings(workspace)] == [1]


class Undo(RuleBasedStateMachine):
    """Findings written, evidence hung on them, both removed, undone and redone, in any order."""

    def __init__(self):
        super().__init__()
        import tempfile
        from pathlib import Path

        self.folder = tempfile.TemporaryDirectory()
        self.workspace = made(Path(self.folder.name) / "study.convdesk")
        self.past, self.future = [dump(self.workspace)], []

    def teardown(self):
        self.workspace.close()
        self.folder.cleanup()

    def remember(self):
        now = dump(self.workspace)
        if now != self.past[-1]:
            self.past.append(now)
            self.future.clear()

    @rule(key=st.sampled_from("abc"), title=st.text(max_size=3))
    def write(self, key, title):
        put_finding(self.workspace, key, title)
        self.remember()

    @rule(key=st.sampled_from("xyz"), finding=st.sampled_from("abc"), details=st.text(max_size=3))
    def hang(self, key, finding, details):
        if any(row[0] == finding for row in dump(self.workspace)["findings"]):
            with self.workspace.history.edit("hang") as edit:
                edit.put("evidence", key, finding=finding, position=0, kind="quote", details=details)
            self.remember()

    @rule(finding=st.sampled_from("abc"))
    def remove(self, finding):
        with self.workspace.history.edit("remove") as edit:
            for row in dump(self.workspace)["evidence"]:
                if row[1] == finding:
                    edit.drop("evidence", row[0])
            edit.drop("findings", finding)
        self.remember()

    @precondition(lambda self: len(self.past) > 1)
    @rule()
    def undo(self):
        self.workspace.history.undo()
        self.future.append(self.past.pop())

    @precondition(lambda self: bool(self.future))
    @rule()
    def redo(self):
        self.workspace.history.redo()
        self.past.append(self.future.pop())

    @invariant()
    def rows_are_what_they_should_be(self):
        assert dump(self.workspace) == self.past[-1]


Undo.TestCase.settings = settings(
    max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrderOfEditsUndosAndRedos = Undo.TestCase
