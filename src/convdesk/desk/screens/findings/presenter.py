"""Decides what the findings screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task
from convdesk.desk.screens.findings.looks import FindingEdit
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.desk.screens.findings.looks import FindingCard, Questions
    from convdesk.model.change import Change
    from convdesk.model.finding import Severity
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress


class FindingsView(Protocol):
    """The list of findings and the one that is read."""

    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_cards(self, cards: tuple[FindingCard, ...], chosen: int) -> None: ...
    def show_card(self, card: FindingCard) -> None: ...
    def show_picture(self, evidence_id: str, png: bytes) -> None: ...
    def show_film(self, film: Path) -> None: ...


class FindingsPresenter:
    """Keeps which finding is read; edits are sent when they are finished."""

    def __init__(self, view: FindingsView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked, self._picturing = Latest(jobs), Latest(jobs)
        self._cards: tuple[FindingCard, ...] = ()
        self._chosen = ""

    @property
    def card(self) -> FindingCard | None:
        return next((card for card in self._cards if card.finding.id == self._chosen), None)

    def open(self) -> None:
        """Look at the findings."""
        self._view.show_busy(tr("Reading the findings"))
        self._asked.run(
            Task(tr("Read findings"), lambda _: self._questions.cards(), self._show, self._view.show_problem)
        )

    def hear(self, change: Change) -> None:
        if change.is_of_people or change.touches("findings", "evidence"):
            self.open()

    def choose(self, place: int) -> None:
        if 0 <= place < len(self._cards):
            card = self._cards[place]
            self._chosen = card.finding.id
            self._read(card)

    def retitle(self, title: str) -> None:
        """Another title; an empty one is refused by the study."""
        card = self.card
        if card and title.strip() != card.finding.title:
            self._edit(tr("Change finding"), FindingEdit(card.finding.id, title=title))

    def rewrite(self, text: str) -> None:
        card = self.card
        if card and text.strip() != card.finding.text:
            self._edit(tr("Change finding"), FindingEdit(card.finding.id, text=text))

    def weigh(self, severity: Severity) -> None:
        card = self.card
        if card and severity is not card.finding.severity:
            self._edit(tr("Change finding"), FindingEdit(card.finding.id, severity=severity))

    def remove(self) -> None:
        """Delete the finding that is read; undo brings it back."""
        card = self.card
        if card:
            self._write(tr("Remove finding"), lambda: self._questions.remove(card.finding.id))

    def remove_evidence(self, evidence_id: str) -> None:
        self._write(tr("Remove evidence"), lambda: self._questions.remove_evidence(evidence_id))

    def play_film(self, evidence_id: str, folder: Path) -> None:
        """Play the film of a piece of evidence, put into a folder for as long as that takes."""

        def fetch(_: object) -> Path:
            return self._questions.write_film(evidence_id, folder)

        self._jobs.run(Task(tr("Fetch the film"), fetch, self._view.show_film, self._view.show_problem))

    def cancel(self) -> None:
        self._asked.cancel()
        self._show(self._cards)

    def _edit(self, title: str, edit: FindingEdit) -> None:
        self._write(title, lambda: self._questions.change(edit))

    def _write(self, title: str, work: Callable[[], None]) -> None:
        self._jobs.run(Task(title, lambda _: work(), lambda _: None, self._refused, writes=True))

    def _refused(self, problem: Problem) -> None:
        """Show what the study holds again, and why it was not changed."""
        self._show(self._cards)
        self._view.show_problem(problem)

    def _show(self, cards: tuple[FindingCard, ...]) -> None:
        places = [card.finding.id for card in cards]
        before = [card.finding.id for card in self._cards]
        self._cards = cards
        if not cards:
            self._view.show_empty()
            return
        if self._chosen not in places:
            beside = before.index(self._chosen) if self._chosen in before else 0
            self._chosen = places[min(beside, len(places) - 1)]
        chosen = places.index(self._chosen)
        self._view.show_cards(cards, chosen)
        self._read(cards[chosen])

    def _read(self, card: FindingCard) -> None:
        """Show a finding; its pictures follow."""
        self._view.show_card(card)
        wanted = [line.id for line in card.evidence if line.has_picture]

        def look(progress: Progress) -> dict[str, bytes]:
            found = {}
            for number, evidence_id in enumerate(wanted):
                progress.step(number, len(wanted))
                found[evidence_id] = self._questions.picture(evidence_id)
            return found

        def show(found: dict[str, bytes]) -> None:
            for evidence_id, png in found.items():
                self._view.show_picture(evidence_id, png)

        self._picturing.cancel()
        if wanted:
            self._picturing.run(Task(tr("Look for pictures"), look, show, self._view.show_problem))
