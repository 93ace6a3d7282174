"""Undo and redo, and what has been done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.change import HistoryEntry
    from convdesk.operations.study import Study


def undo(study: Study) -> str:
    """Take the latest edit back; returns its label. Raises ProblemError when there is none."""
    with study.workspace.known_problems():
        return study.workspace.history.undo()


def redo(study: Study) -> str:
    """Do the latest undone edit again; returns its label. Raises ProblemError when there is none."""
    with study.workspace.known_problems():
        return study.workspace.history.redo()


def undo_label(study: Study) -> str | None:
    return study.workspace.history.next_label(undone=False)


def redo_label(study: Study) -> str | None:
    return study.workspace.history.next_label(undone=True)


def list_history(study: Study) -> tuple[HistoryEntry, ...]:
    """What has been done to the study, newest first."""
    return study.workspace.history.entries()
