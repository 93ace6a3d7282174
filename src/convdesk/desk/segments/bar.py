"""The bar at the top of a study window: whom every screen shows, how many they are, and the way to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from convdesk.desk import theme
from convdesk.desk.choice import Choice
from convdesk.desk.numbers import count_text, people_text, share_text
from convdesk.desk.segments.bar_presenter import BarPresenter
from convdesk.desk.widgets.parts import Elided, button, label, row
from convdesk.desk.widgets.picker import Picker
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.ports import Jobs
    from convdesk.desk.segments.looks import Questions
    from convdesk.model.problem import Problem
    from convdesk.model.segment_choices import SegmentCount

MAKE = object()
"""Picked to make another segment."""


class SegmentBar(QFrame):
    """Shows what BarPresenter decides; `edit_wanted()`: make or change a segment."""

    edit_wanted = Signal()

    def __init__(self, jobs: Jobs, questions: Questions) -> None:
        super().__init__()
        self.setAccessibleName(tr("Whom every screen shows"))
        self._words, self._count = Elided(), label(look="muted")
        self._note = label(look="caution")
        self.picker = Picker(tr("Whom every screen shows"))
        self.presenter = BarPresenter(self, jobs, questions)
        self.listing = button(tr("Who they are"), self.presenter.show_people, "link")
        self.editing = button(tr("Change…"), self.edit_wanted.emit, "link", tr("Change the segment"))
        self.lifting = button(tr("Show everyone"), lambda: self.presenter.choose(""), "link")
        self.picker.picked.connect(self._pick)
        layout = row(
            self.picker, self._count, self._words, self._note, self.listing, self.editing, self.lifting, space=6
        )
        layout.setStretch(2, 1)
        layout.setContentsMargins(4, 2, 4, 2)
        self.setLayout(layout)
        self.show_saved((), "")
        self.show_using("")

    def show_saved(self, names: tuple[str, ...], chosen: str) -> None:
        kept = tuple(Choice(name, name, group=tr("Kept segments")) for name in names)
        making = Choice(tr("Make a segment…"), MAKE, group=tr("Other people"))
        self.picker.show_choices((Choice(tr("Everyone"), ""), *kept, making))
        self._chosen = chosen

    def show_using(self, words: str) -> None:
        """Whom every screen shows now; no words: everyone."""
        self.picker.say(self._chosen or (tr("Some people") if words else tr("Everyone")), words)
        plain = words[:1].upper() + words[1:]
        self._words.say("" if self._chosen and words == f"“{self._chosen}”" else plain)
        for part in (self.listing, self.lifting):
            part.setVisible(bool(words))
        self.editing.setText(tr("Change…") if words else tr("Make a segment…"))
        theme.dress(self, "filter" if words else "plain")

    def show_count(self, count: SegmentCount | None) -> None:
        self._count.setText(count_words(count))
        self._count.setToolTip(count_tip(count))

    def show_problem(self, problem: Problem) -> None:
        self._count.setText(f"{problem.what}")
        self._count.setToolTip(problem.remedy)

    def show_followed(self, is_followed: bool) -> None:
        """Whether the screen at the front shows only these people; said only where it does not."""
        is_silent = is_followed or not self.lifting.isVisibleTo(self)
        self._note.setText("" if is_silent else tr("This screen is about everyone"))
        self._note.setVisible(not is_silent)

    def _pick(self, value: object) -> None:
        if value is MAKE:
            self.edit_wanted.emit()
        else:
            self.presenter.choose(str(value))


def count_words(count: SegmentCount | None) -> str:
    """How many people, of how many."""
    if count is None:
        return "…"
    if count.people == count.of_people or count.share is None:
        return people_text(count.people)
    every = count_text(count.of_people)
    return tr("{n} of {every} people · {share}").format(
        n=count_text(count.people), every=every, share=share_text(count.share)
    )


def count_tip(count: SegmentCount | None) -> str:
    """The interval of the share, and of whom it is one."""
    if count is None or count.low is None or count.high is None:
        return ""
    return tr("Of all {n} people of the study; 95 % interval {low} to {high} (Wilson)").format(
        n=count_text(count.of_people), low=share_text(count.low), high=share_text(count.high)
    )
