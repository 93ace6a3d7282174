"""The panel a finding is written in, below the quotes it may rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convdesk.desk import theme
from convdesk.desk.widgets.parts import Elided, button, chooser, clear, column, fill, label, row, rule, scrolling
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.finding import Severity
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.review.draft_presenter import DraftPresenter
    from convdesk.desk.screens.review.looks import FindingDraft, Piece
    from convdesk.model.problem import Problem

WORST_FIRST = tuple(sorted(Severity, reverse=True))
_TEXT_LINES = 2
_EVIDENCE_HEIGHT = 80
_WORDS = 38


class DraftPanel(QWidget):
    """Shows what DraftPresenter decides. `added(title)` when the finding is in the study."""

    added = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._presenter: DraftPresenter | None = None
        self.title = QLineEdit()
        self.title.setPlaceholderText(tr("What you found, in a few words"))
        self.title.setAccessibleName(tr("Title of the finding"))
        self.title.returnPressed.connect(self._add)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(tr("What happens, to whom, and what would help"))
        self.text.setAccessibleName(tr("Text of the finding"))
        self.text.setTabChangesFocus(True)
        line = self.fontMetrics().lineSpacing()
        self.text.setMinimumHeight(line + 20)
        self.text.setMaximumHeight(_TEXT_LINES * line + 20)
        self.severity = chooser(tr("Severity"), lambda _: None)
        fill(self.severity, [one.label.capitalize() for one in WORST_FIRST], WORST_FIRST.index(Severity.MAJOR))
        self._evidence = QVBoxLayout()
        self._evidence.setSpacing(0)
        self._evidence.setContentsMargins(0, 0, 0, 0)
        self._evidence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = self._scrolling()
        self._bar = NoticeBar()
        self.adding = button(tr("Add finding"), self._add, "primary")
        self.setLayout(self._laid_out())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def follow(self, presenter: DraftPresenter) -> None:
        self._presenter = presenter

    def show_draft(self, draft: FindingDraft) -> None:
        self.title.setText(draft.title)
        self.text.setPlainText(draft.text)
        self.severity.setCurrentIndex(WORST_FIRST.index(draft.severity))
        self._bar.hide()
        self._enable(True)
        self.show()
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_pieces(self, pieces: tuple[Piece, ...]) -> None:
        clear(self._evidence)
        for place, piece in enumerate(pieces):
            self._evidence.addWidget(self._tick(place, piece))

    def show_closed(self) -> None:
        self.hide()

    def show_saving(self) -> None:
        self._enable(False)

    def show_added(self, title: str) -> None:
        self.added.emit(title)

    def show_problem(self, problem: Problem) -> None:
        self._enable(True)
        self._bar.tell_problem(problem)

    @property
    def ticks(self) -> list[QCheckBox]:
        """The evidence offered, in order."""
        items = (self._evidence.itemAt(place) for place in range(self._evidence.count()))
        return [box for item in items if item and isinstance(box := item.widget(), QCheckBox)]

    def _laid_out(self) -> QVBoxLayout:
        closing = button(tr("Cancel"), self._close, name=tr("Leave this finding"))
        hint = Elided("caption")
        hint.say(tr("click quotes and call-outs to add"))
        evidence = row(label(tr("Evidence"), "label"), hint)
        evidence.setStretch(1, 1)
        return column(
            rule(),
            row(label(tr("New finding"), "heading"), 1, self.severity),
            self._bar,
            self.title,
            self.text,
            evidence,
            self._scroll,
            row(1, closing, self.adding),
            space=theme.sizes().related,
        )

    def _scrolling(self) -> QScrollArea:
        """Much evidence scrolls, instead of pushing the quotes away."""
        scroll = scrolling(self._evidence)
        scroll.setMinimumHeight(self.fontMetrics().lineSpacing() + 12)
        scroll.setMaximumHeight(_EVIDENCE_HEIGHT)
        return scroll

    def _tick(self, place: int, piece: Piece) -> QCheckBox:
        words = piece.words if len(piece.words) <= _WORDS else piece.words[: _WORDS - 1] + "…"
        box = QCheckBox(words)
        box.setToolTip(piece.words)
        box.setAccessibleName(piece.words)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setChecked(piece.is_ticked)
        box.toggled.connect(lambda is_ticked: self._ticked(place, is_ticked))
        return box

    def _ticked(self, place: int, is_ticked: bool) -> None:
        if self._presenter:
            self._presenter.tick(place, is_ticked)

    def _enable(self, is_enabled: bool) -> None:
        for part in (self.title, self.text, self.severity, self.adding):
            part.setEnabled(is_enabled)

    def _add(self) -> None:
        if self._presenter:
            severity = WORST_FIRST[self.severity.currentIndex()]
            self._presenter.add(self.title.text(), self.text.toPlainText(), severity)

    def _close(self) -> None:
        if self._presenter:
            self._presenter.close()
