"""Decides what is shown of a finding that is being written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Task, nothing
from convdesk.desk.screens.review.looks import FindingDraft, Piece
from convdesk.desk.screens.review.sentences import quoted
from convdesk.desk.screens.review.sentences import title as title_of
from convdesk.model.dropoff import DropOff
from convdesk.model.finding import Severity
from convdesk.model.problem import Problem
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.review.looks import ClickedElement, Questions
    from convdesk.model.answers import Answer
    from convdesk.model.dropoff import DropOffView

    Marks = tuple[Piece, ...]


class DraftView(Protocol):
    """The panel a finding is written in."""

    def show_draft(self, draft: FindingDraft) -> None: ...
    def show_pieces(self, pieces: tuple[Piece, ...]) -> None: ...
    def show_closed(self) -> None: ...
    def show_saving(self) -> None: ...
    def show_added(self, title: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class DraftPresenter:
    """Keeps the draft and what it may rest on."""

    def __init__(self, view: DraftView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._pieces: tuple[Piece, ...] = ()
        self.is_open = False
        self.listener: Callable[[], None] = nothing

    def start(
        self,
        view: DropOffView,
        element: ClickedElement | None,
        quotes: tuple[Answer, ...],
        marks: tuple[Piece, ...] = (),
    ) -> None:
        """Begin a finding about a drop-off."""
        self._pieces = (Piece(view.drop_off, title_of(view)),)
        self.is_open = True
        self.rest_on(element, quotes, marks)
        self._view.show_draft(FindingDraft("", "", Severity.MAJOR, self._pieces))

    def rest_on(self, element: ClickedElement | None, quotes: tuple[Answer, ...], marks: Marks = ()) -> None:
        """The element, quotes and marks chosen now are offered as evidence; the drop-off always is."""
        if not self.is_open:
            return
        found = [piece for piece in self._pieces if isinstance(piece.what, DropOff)]
        if element is not None:
            found.append(Piece(element, element.words))
        found += [Piece(answer, quoted(answer.text)) for answer in quotes]
        found += marks
        unticked = {piece.words for piece in self._pieces if not piece.is_ticked}
        self._pieces = tuple(replace(piece, is_ticked=piece.words not in unticked) for piece in found)
        self._view.show_pieces(self._pieces)

    def tick(self, place: int, is_ticked: bool) -> None:
        pieces = list(self._pieces)
        pieces[place] = replace(pieces[place], is_ticked=is_ticked)
        self._pieces = tuple(pieces)

    def close(self) -> None:
        self.is_open = False
        self._view.show_closed()

    def add(self, title: str, text: str, severity: Severity) -> None:
        """Add the finding to the study, with the evidence that is ticked."""
        if not title.strip():
            self._view.show_problem(
                Problem(
                    tr("Finding"), tr("It has no title yet."), tr("Say in a few words what you found, then add it.")
                )
            )
            return
        ticked = tuple(piece for piece in self._pieces if piece.is_ticked)
        draft = FindingDraft(title.strip(), text.strip(), severity, ticked)
        self._view.show_saving()
        self._jobs.run(
            Task(
                tr("Add finding"),
                lambda _: self._questions.add_finding(draft),
                lambda _: self._added(draft.title),
                self._view.show_problem,
                writes=True,
            )
        )

    def _added(self, title: str) -> None:
        self.close()
        self.listener()
        self._view.show_added(title)
