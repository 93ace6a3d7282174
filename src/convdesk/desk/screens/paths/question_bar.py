"""The question about paths, put together part by part: from where, which way, made of what, counted how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from convdesk.desk.choice import Choice
from convdesk.desk.numbers import count_text, share_text
from convdesk.desk.screens.paths.sentences import anchor_words
from convdesk.desk.widgets.parts import chooser, column, fill, label, row
from convdesk.desk.widgets.picker import Picker
from convdesk.model.path import CountedBy, Nodes, PathSpec, Side
from convdesk.model.step import Matcher, Step
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.paths.looks import Starts
    from convdesk.desk.screens.paths.presenter import PathsPresenter
    from convdesk.model.page import PageGroup

SIDES = (Side.BEFORE, Side.AFTER, Side.BETWEEN)
LONGEST = 12
LEAST = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Shares under which branches are merged, to choose from."""


class QuestionBar(QWidget):
    """Shows the parts of a PathSpec and tells the presenter of each change."""

    def __init__(self) -> None:
        super().__init__()
        self._presenter: PathsPresenter | None = None
        self._starts: Starts | None = None
        self._pages: tuple[Choice, ...] = ()
        self.side = chooser(tr("Which part of the path"), lambda at: self._change(side=SIDES[at]))
        fill(self.side, (tr("Before"), tr("After"), tr("Between")))
        self.start = Picker(tr("What the path begins or ends with"), takes_words=True)
        self._and = label(tr("and"), "muted")
        self.until = Picker(tr("What the path leads to"), takes_words=True)
        self.nodes = chooser(tr("What paths are made of"), lambda at: self._change(nodes=tuple(Nodes)[at]))
        fill(self.nodes, (tr("Events"), tr("Pages by pattern")))
        self.by = chooser(tr("What is counted"), lambda at: self._change(by=tuple(CountedBy)[at]))
        fill(self.by, (tr("Each person once"), tr("Every time")))
        self.reach = chooser(tr("How far a path goes"), lambda at: self._change(in_session=bool(at)))
        fill(self.reach, (tr("Across sessions"), tr("Inside one session")))
        self.length = chooser(tr("How many places far"), lambda at: self._change(length=at + 1))
        fill(self.length, map(str, range(1, LONGEST + 1)))
        self.least = chooser(tr("Merge what is rarer than"), lambda at: self._change(least_share=LEAST[at]))
        fill(self.least, (tr("nothing"), *(share_text(share) for share in LEAST[1:])))
        self._lay_out()

    def follow(self, presenter: PathsPresenter) -> None:
        self._presenter = presenter
        self.start.picked.connect(lambda anchor: self._change(anchor=anchor))
        self.start.typed.connect(presenter.start_with)
        self.until.picked.connect(lambda step: self._change(until=step))
        self.until.typed.connect(presenter.end_with)

    def show_starts(self, starts: Starts) -> None:
        """What a path can begin and end with."""
        self._starts = starts
        self.nodes.setEnabled(starts.has_pages)
        self._offer()

    def show_pages(self, groups: tuple[PageGroup, ...]) -> None:
        """Pages a path can begin with, as well."""
        title = tr("Pages, with how many events happened there")
        self._pages = tuple(Choice(one.pattern, _on(one.pattern), count_text(one.events), title) for one in groups)
        self._offer()

    def show_question(self, spec: PathSpec) -> None:
        self.side.setCurrentIndex(SIDES.index(spec.side))
        words = anchor_words(spec.anchor, spec.side)
        self.start.say(words[:1].upper() + words[1:])
        is_between = spec.side is Side.BETWEEN
        self._and.setVisible(is_between)
        self.until.setVisible(is_between)
        self.until.say(spec.until.label if spec.until else tr("Choose…"))
        self.nodes.setCurrentIndex(tuple(Nodes).index(spec.nodes))
        self.by.setCurrentIndex(tuple(CountedBy).index(spec.by))
        self.reach.setVisible(spec.anchor is not None)
        self.reach.setCurrentIndex(int(spec.in_session))
        self.length.setCurrentIndex(spec.length - 1)
        self.least.setCurrentIndex(LEAST.index(spec.least_share) if spec.least_share in LEAST else 0)

    def _change(self, **parts: object) -> None:
        if self._presenter is not None:
            self._presenter.change(**parts)

    def _offer(self) -> None:
        if self._starts is None:
            return
        session = tr("Sessions")
        ends = (Choice(tr("The beginning or end of the session"), None, "", session),)
        self.start.show_choices((*ends, *self._starts.choices, *self._pages))
        steps = tuple(one for one in self._starts.choices if isinstance(one.value, Step))
        self.until.show_choices((*steps, *self._pages))

    def _lay_out(self) -> None:
        widths = (104, 150, 156, 158, 64, 100)
        boxes = (self.side, self.nodes, self.by, self.reach, self.length, self.least)
        for box, width in zip(boxes, widths, strict=True):
            _fix(box, width)
        first = row(self.side, self.start, self._and, self.until, self.nodes, self.by, self.reach, 1)
        second = row(
            label(tr("Places"), "muted"), self.length, label(tr("merge under"), "muted"), self.least, 1
        )  # fmt: skip
        self.setLayout(column(first, second))


def _fix(box: QComboBox, width: int) -> None:
    box.setFixedWidth(max(width, box.minimumSizeHint().width()))


def _on(pattern: str) -> Step:
    """Any event on the pages of a group."""
    parts = ("*" if part.startswith(":") else part for part in pattern.split("/"))
    return Step((Matcher(page="/".join(parts)),))
