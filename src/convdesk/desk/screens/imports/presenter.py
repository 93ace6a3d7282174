"""Decides what the import shows: files, what they seem to be, how far it is, what became of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Job, Jobs, Latest, Task, nothing
from convdesk.desk.screens.imports.looks import grouped, joined
from convdesk.desk.screens.imports.saving import Saving
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.desk.screens.imports.looks import Entry, Found, Questions
    from convdesk.model.mapping import Mapping, Role
    from convdesk.model.privacy import Action
    from convdesk.model.problem import Problem


class ImportView(Protocol):
    """The list of files and the one that is looked at."""

    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_entries(self, entries: tuple[Entry, ...], chosen: int) -> None: ...
    def show_entry(self, entry: Entry) -> None: ...
    def show_stopped(self) -> None: ...
    def show_saved(self, text: str) -> None: ...


class ImportPresenter:
    """Keeps the files and how each shall be understood. `began()` and `ended()` go around an import."""

    def __init__(self, view: ImportView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self.saving = Saving(view, jobs, questions)
        self._asked = Latest(jobs)
        self._importing: Job | None = None
        self._is_importing = False
        self._entries: tuple[Entry, ...] = ()
        self._chosen = 0
        self.began: Callable[[], None] = nothing
        self.ended: Callable[[], None] = nothing

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self._entries

    @property
    def is_importing(self) -> bool:
        return self._is_importing

    def add(self, paths: list[Path]) -> None:
        """Look at these files, beside those that are there already."""
        if self.is_importing or not paths:
            return
        if any(entry.reports for entry in self._entries):
            self._entries, self._chosen = (), 0
        self._view.show_busy(tr("Looking at the files"))
        self._asked.run(
            Task(
                tr("Look at files"),
                lambda progress: self._questions.look_at(paths, progress),
                self._looked,
                self._fail,
                stepped=self._view.show_step,
            )
        )

    def choose(self, place: int) -> None:
        if 0 <= place < len(self._entries):
            self._chosen = place
            self._view.show_entry(self._entries[place])

    def set_role(self, column: str, role: Role) -> None:
        """Another meaning for a column of the file looked at."""
        self._remap(lambda mapping: mapping.with_role(column, role))

    def set_zone(self, zone: str) -> None:
        """The zone assumed for times that carry none."""
        self._remap(lambda mapping: replace(mapping, zone=zone))

    def set_action(self, column: str, action: Action) -> None:
        """Something else to happen to a personal column of the file looked at."""
        self._remap(lambda mapping: mapping.with_action(column, action))

    def set_format(self, reader: str) -> None:
        """Read the file looked at as another format."""
        entry = self._entries[self._chosen]
        if len(entry.items) != 1 or (entry.proposal and entry.proposal.format == reader):
            return
        self._view.show_busy(tr("Looking at the files"))
        look = lambda _: self._questions.look_again(entry.items[0], reader)  # noqa: E731 - one line of work
        self._asked.run(Task(tr("Look at files"), look, self._looked_again, self._fail))

    def save_mapping(self, name: str) -> None:
        self.saving.mapping(self._entries[self._chosen], name)

    def save_report(self, path: Path) -> None:
        self.saving.report(self._entries, path)

    def save_rejected(self, path: Path) -> None:
        self.saving.rejected(self._entries[self._chosen], path)

    def leave_out(self) -> None:
        """Do not import the file looked at."""
        if self._entries:
            self._entries = self._entries[: self._chosen] + self._entries[self._chosen + 1 :]
            self._chosen = max(0, min(self._chosen, len(self._entries) - 1))
            self._show()

    def start(self) -> None:
        """Import everything that is ready."""
        if self.is_importing or not any(entry.is_ready for entry in self._entries):
            return
        entries = self._entries
        self._view.show_busy(tr("Importing"))
        self._is_importing = True
        self.began()
        self._importing = self._jobs.run(
            Task(
                tr("Import files"),
                lambda progress: self._questions.bring_in(entries, progress),
                self._imported,
                self._fail,
                stepped=self._view.show_step,
                stopped=self._stopped,
                writes=True,
            )
        )

    def cancel(self) -> None:
        """Stop: an import ends when it has put things back as they were."""
        if self._is_importing and self._importing is not None:
            self._view.show_busy(tr("Stopping"))
            self._importing.cancel()
        else:
            self._asked.cancel()
            self._show()

    def clear(self) -> None:
        """Forget the files, and remove what was unpacked."""
        self._asked.cancel()
        self._entries, self._chosen = (), 0
        self._show()
        self._jobs.run(Task(tr("Tidy up"), lambda _: self._questions.close(), nothing, nothing))

    def _looked(self, found: tuple[Found, ...]) -> None:
        self._entries = joined(self._entries, grouped(found))
        troubled = [place for place, entry in enumerate(self._entries) if not entry.is_ready]
        self._chosen = troubled[0] if troubled else 0
        self._show()

    def _looked_again(self, found: Found) -> None:
        (entry,) = grouped((found,))
        self._change(entry)

    def _imported(self, entries: tuple[Entry, ...]) -> None:
        self._end()
        self._entries = entries
        self._show()

    def _stopped(self) -> None:
        self._end()
        self._show()
        self._view.show_stopped()

    def _end(self) -> None:
        self._is_importing = False
        self.ended()

    def _fail(self, problem: Problem) -> None:
        self._end()
        self._show()
        self._view.show_problem(problem)

    def _remap(self, change: Callable[[Mapping], Mapping]) -> None:
        entry = self._entries[self._chosen]
        if entry.mapping is not None:
            mapping = change(entry.mapping)
            if mapping != entry.mapping:
                self._change(replace(entry, mapping=mapping))

    def _change(self, entry: Entry) -> None:
        entries = list(self._entries)
        entries[self._chosen] = entry
        self._entries = tuple(entries)
        self._show()

    def _show(self) -> None:
        if not self._entries:
            self._view.show_empty()
            return
        self._view.show_entries(self._entries, self._chosen)
        self._view.show_entry(self._entries[self._chosen])
