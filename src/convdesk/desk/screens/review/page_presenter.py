"""Decides what is shown of the page and the clicks on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.review.looks import ClickedElement
from convdesk.desk.screens.review.sentences import element_words
from convdesk.model.heat import ClickKind
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.desk.screens.review.looks import Look, PageLook, Questions
    from convdesk.model.dropoff import LastPage
    from convdesk.model.heat import ClickSpec
    from convdesk.model.problem import Problem


class PageView(Protocol):
    """The pane of the page."""

    def show_pages(self, pages: tuple[LastPage, ...], chosen: str) -> None: ...
    def show_page(self, look: PageLook, kind: ClickKind) -> None: ...
    def show_none(self, title: str, text: str) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_element(self, selector: str | None) -> None: ...


class PagePresenter:
    """Keeps the page, the kind of clicks, the viewport width and the element looked at."""

    def __init__(self, view: PageView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked = Latest(jobs)
        self._look: PageLook | None = None
        self._kind = ClickKind.CLICK
        self._selector: str | None = None
        self.listener: Callable[[], None] = nothing

    @property
    def element(self) -> ClickedElement | None:
        """The element chosen on the page."""
        if self._look is None or self._selector is None:
            return None
        result = self._look.clicks
        found = next((one for one in result.elements if one.selector == self._selector), None)
        return ClickedElement(result.spec, found.selector, element_words(found)) if found else None

    def look(self, look: Look) -> None:
        """Show the page these people were seen on."""
        self._asked.cancel()
        self._choose(None)
        self._look = look.page
        if look.page is None:
            self._view.show_none(
                tr("No clicks of these people"),
                tr("Import recordings of their sessions to see what they clicked before they left."),
            )
            return
        self._view.show_pages(look.view.last_pages, look.page.clicks.page)
        self._show(look.page)
        if self._kind is not ClickKind.CLICK:
            self._ask(replace(look.page.clicks.spec, kind=self._kind))

    def choose_page(self, page: str) -> None:
        if self._look:
            self._ask(replace(self._look.clicks.spec, page=page, width=None))

    def choose_kind(self, kind: ClickKind) -> None:
        """All clicks, those in rage, or those without effect."""
        self._kind = kind
        if self._look:
            self._ask(replace(self._look.clicks.spec, kind=kind))

    def choose_width(self, width: int | None) -> None:
        """Only clicks at a viewport width; None: at every width, drawn at the one with most."""
        if self._look:
            self._ask(replace(self._look.clicks.spec, width=width))

    def choose_element(self, selector: str | None) -> None:
        self._choose(None if selector == self._selector else selector)
        self.listener()

    def add_picture(self, file: Path) -> None:
        """Make a picture the one of the page and width looked at."""
        look = self._look
        if look is None:
            return
        page, width = look.clicks.page, look.width
        self._view.show_busy(tr("Adding the picture"))
        self._jobs.run(
            Task(
                tr("Add picture"),
                lambda _: self._questions.add_picture(page, file, width),
                lambda _: self._ask(look.clicks.spec),
                self._view.show_problem,
                writes=True,
            )
        )

    def cancel(self) -> None:
        """Stay with what is shown."""
        self._asked.cancel()
        if self._look:
            self._kind = self._look.clicks.spec.kind
            self._view.show_page(self._look, self._kind)

    def _choose(self, selector: str | None) -> None:
        self._selector = selector
        self._view.show_element(selector)

    def _ask(self, spec: ClickSpec) -> None:
        self._view.show_busy(tr("Counting clicks"))
        self._asked.run(
            Task(
                tr("Count clicks"),
                lambda progress: self._questions.page(spec, progress),
                self._show,
                self._view.show_problem,
            )
        )

    def _show(self, look: PageLook) -> None:
        self._look = look
        self._view.show_page(look, look.clicks.spec.kind)
