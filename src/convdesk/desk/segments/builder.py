"""The panel in which a segment is made: rows and text of the same segment, how many people it means, its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from convdesk.desk import theme
from convdesk.desk.segments.bar import count_tip, count_words
from convdesk.desk.segments.builder_presenter import BuilderPresenter
from convdesk.desk.segments.draft import Mode
from convdesk.desk.segments.expression_edit import ExpressionEdit
from convdesk.desk.segments.group_editor import GroupEditor
from convdesk.desk.widgets.parts import button, column, label, row, rule, scrolling
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from convdesk.desk.choice import Choice
    from convdesk.desk.ports import Jobs
    from convdesk.desk.segments.draft import Place
    from convdesk.desk.segments.looks import GroupLook, Questions
    from convdesk.model.problem import Problem
    from convdesk.model.segment_choices import SegmentCount

WIDTH = 480


class SegmentBuilder(QFrame):
    """Shows what BuilderPresenter decides; lies over the right side of a window's screens, Escape closes it."""

    def __init__(self, over: QWidget, jobs: Jobs, questions: Questions) -> None:
        super().__init__(over)
        self._over = over
        theme.dress(self, "panel")
        self.setAccessibleName(tr("Segment"))
        self.group = GroupEditor()
        self.count, self._wrong = label(look="heading"), label(look="left", wraps=True)
        self._said = label(look="good", wraps=True)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name, to keep it"))
        self.name.setAccessibleName(tr("Name of the segment"))
        self.presenter = BuilderPresenter(self, jobs, questions)
        self.text = ExpressionEdit(lambda: self.presenter.choices)
        self.applying = button(tr("Show only these people"), self.presenter.apply, "primary")
        self.listing = button(tr("Who they are"), self.presenter.show_people)
        self.saving = button(tr("Keep"), self._save)
        self.renaming = button(tr("Rename"), lambda: self.presenter.rename(self.name.text()), "link")
        self.removing = button(tr("Remove"), self.presenter.remove, "link")
        self.closing = button("×", self.presenter.close, "link", tr("Close"))
        self.clearing = button(tr("Begin anew"), self.presenter.clear, "link")
        self._may_edit = True
        self._lay_out()
        self._join()
        over.installEventFilter(self)
        self.hide()

    def show_open(self, is_open: bool) -> None:
        self._said.clear()
        self.setVisible(is_open)
        if is_open:
            self._place()
            self.raise_()
            self.group.adding.setFocus()

    def show_kinds(self, kinds: tuple[Choice, ...]) -> None:
        self.group.show_kinds(kinds)

    def show_draft(self, group: GroupLook) -> None:
        self.group.show_group(group)
        self.clearing.setEnabled(bool(group.parts))

    def show_text(self, text: str) -> None:
        self.text.show_text(text)

    def show_wrong(self, words: str, at: int) -> None:
        self._wrong.setText(words)
        self._wrong.setVisible(bool(words))
        self.text.show_wrong(at)
        for part in (self.applying, self.listing, self.saving):
            part.setEnabled(at < 0)
        if at >= 0:
            self.count.setText("–")
        if words:
            self._said.clear()

    def show_count(self, count: SegmentCount | None) -> None:
        self.count.setText(count_words(count))
        self.count.setToolTip(count_tip(count))

    def show_failed(self, problem: Problem) -> None:
        self.count.setText(tr("Cannot be counted"))
        self.show_wrong(f"{problem.what} {problem.remedy}", -1)

    def show_name(self, name: str) -> None:
        self.name.setText(name)
        for part in (self.renaming, self.removing):
            part.setVisible(bool(name) and self._may_edit)

    def show_said(self, words: str) -> None:
        self._wrong.hide()
        self._said.setText(words)

    def enable_edits(self, may_edit: bool) -> None:
        """Whether segments can be kept."""
        self._may_edit = may_edit
        for part in (self.name, self.saving):
            part.setVisible(may_edit)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.presenter.close()
        else:
            super().keyPressEvent(event)

    def _save(self) -> None:
        self.presenter.save(self.name.text())

    def _place(self) -> None:
        over = self._over
        width = min(WIDTH, over.width())
        self.setGeometry(over.width() - width, 0, width, over.height())

    def _lay_out(self) -> None:
        inside = scrolling(column(self.group, 1))
        heading = row(label(tr("Who is meant"), "heading"), 1, self.clearing, self.closing)
        naming = row(self.name, self.saving, self.renaming, self.removing, space=6)
        naming.setStretch(0, 1)
        using = row(self.applying, self.listing, 1)
        layout = column(
            heading, inside, rule(), label(tr("The same as an expression"), "muted"), self.text, self._wrong,
            self.count, using, naming, self._said,
        )  # fmt: skip
        layout.setStretch(1, 1)
        layout.setContentsMargins(*[theme.sizes().groups] * 4)
        self.setLayout(layout)

    def _join(self) -> None:
        presenter = self.presenter
        self.group.asked.connect(self._ask)
        self.text.written.connect(presenter.write)
        self.name.returnPressed.connect(self._save)

    def _ask(self, what: str, place: Place, value: object) -> None:
        presenter = self.presenter
        if what == "change" and isinstance(value, tuple):
            presenter.change(place, *value)
        elif what == "combine" and isinstance(value, Mode):
            presenter.combine(place, value)
        elif what == "turn":
            presenter.turn(place)
        elif what == "remove":
            presenter.take_out(place)
        else:
            (presenter.add_group if what == "group" else presenter.add)(place, str(value))
