"""What the researcher adds to a page: a picture, boxes drawn by hand, a finding; and the picture as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Task, nothing
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.desk.screens.heatmap.looks import Area, HeatLook, Questions
    from convdesk.model.problem import Problem


class Told(Protocol):
    """Who is told how it ended."""

    def show_problem(self, problem: Problem) -> None: ...
    def show_done(self, text: str) -> None: ...


class DrawingPresenter:
    """Works on the heatmap that is looked at (`look`)."""

    def __init__(self, view: Told, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self.look: HeatLook | None = None

    def add_picture(self, file: Path) -> None:
        """The researcher's own picture of the page, taken at the width that is looked at."""
        look = self.look
        if look is not None:
            page = look.result.picture.page if look.result.picture else look.result.spec.page
            self._write(
                tr("Add a picture"), lambda: self._questions.add_picture(page, file, look.result.page_width)
            )  # fmt: skip

    def draw_box(self, name: str, area: Area) -> None:
        """Name a part of the researcher's own picture, so that clicks in it are counted."""
        look = self.look
        if look is not None and look.result.picture and name.strip():
            self._write(tr("Draw a box"), lambda: self._questions.draw_box(look, name.strip(), area))

    def remove_box(self, name: str) -> None:
        look = self.look
        if look is not None and look.result.picture:
            self._write(tr("Remove a box"), lambda: self._questions.remove_box(look, name))

    def save_picture(self, out: Path) -> None:
        """Write what is seen as PNG."""
        look = self.look
        if look is None:
            return
        spec = look.result.spec

        def saved(is_drawn: bool) -> None:
            text = tr("Saved {file}").format(file=out.name) if is_drawn else tr("There is nothing to draw here")
            self._view.show_done(text)

        self._jobs.run(
            Task(tr("Save a picture"), lambda progress: self._questions.save_picture(spec, out, progress), saved,
                 self._view.show_problem)
        )  # fmt: skip

    def add_finding(self, title: str) -> None:
        """Keep what is seen as the evidence of a new finding."""
        look = self.look
        if look is not None and title.strip():
            self._jobs.run(
                Task(tr("Add a finding"), lambda _: self._questions.add_finding(look, title.strip()),
                     lambda _: self._view.show_done(tr("Added the finding “{title}”").format(title=title.strip())),
                     self._view.show_problem, writes=True)
            )  # fmt: skip

    def _write(self, title: str, work: Callable[[], None]) -> None:
        self._jobs.run(Task(title, lambda _: work(), nothing, self._view.show_problem, writes=True))
