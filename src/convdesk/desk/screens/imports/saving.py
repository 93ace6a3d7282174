"""What is kept of an import beside the data: a mapping under a name, the report, the rows that were rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Task
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.desk.screens.imports.looks import Entry, Questions
    from convdesk.model.problem import Problem


class SavingView(Protocol):
    """Where it is said what was kept."""

    def show_saved(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class Saving:
    """Keeps things of the entry that is looked at (`chosen()`), or of all `entries()`."""

    def __init__(self, view: SavingView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions

    def mapping(self, entry: Entry, name: str) -> None:
        """Keep what the columns of a file mean, for files like it."""
        mapping = entry.mapping
        if mapping is not None:
            told = tr("Saved as “{name}”: files with these columns are read like this.").format(name=name)
            self._run(lambda: self._questions.save_mapping(name, mapping), lambda _: told, writes=True)

    def report(self, entries: tuple[Entry, ...], path: Path) -> None:
        """Write what became of all files to a file."""
        told = tr("The report is in {file}.").format(file=path.name)
        self._run(lambda: self._questions.save_report(entries, path), lambda _: told)

    def rejected(self, entry: Entry, path: Path) -> None:
        """Write the rows of a file that were rejected to a file of their own."""

        def told(count: int | None) -> str:
            rows = trn("{n} rejected row", "{n} rejected rows", count or 0)
            return tr("{rows} in {file}: correct and import that file.").format(rows=rows, file=path.name)

        self._run(lambda: self._questions.save_rejected(entry, path), told)

    def _run(self, work: Callable[[], int | None], told: Callable[[int | None], str], *, writes: bool = False) -> None:
        def done(answer: int | None) -> None:
            self._view.show_saved(told(answer))

        self._jobs.run(Task(tr("Save"), lambda _: work(), done, self._view.show_problem, writes=writes))
