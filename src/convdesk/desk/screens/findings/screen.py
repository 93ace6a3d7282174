"""The findings: a list at the left, the one that is read and edited at the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convdesk.desk import theme
from convdesk.desk.numbers import day_text
from convdesk.desk.screens.findings.presenter import FindingsPresenter
from convdesk.desk.screens.findings.still import Still
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import button, chooser, clear, column, fill, holding, label, pane, row, scrolling
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.two_lines import refill, two_line_list
from convdesk.desk.widgets.working import Working
from convdesk.model.finding import EvidenceKind, Severity
from convdesk.model.problem import Problem
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

    from convdesk.desk.ports import Jobs
    from convdesk.desk.screens.findings.looks import EvidenceLine, FindingCard, Questions

WORST_FIRST = tuple(sorted(Severity, reverse=True))
KINDS = {
    EvidenceKind.DROP_OFF: lambda: tr("Drop-off"),
    EvidenceKind.CLICKS: lambda: tr("Clicks"),
    EvidenceKind.QUOTE: lambda: tr("Quote"),
    EvidenceKind.HEATMAP: lambda: tr("Heatmap"),
    EvidenceKind.MARK: lambda: tr("Mark"),
    EvidenceKind.MOMENT: lambda: tr("Moment"),
}


class FinishedText(QPlainTextEdit):
    """`finished()` when the cursor leaves it."""

    finished = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finished.emit()


class FindingsScreen(Working):
    """Shows what FindingsPresenter decides. `review_wanted()`: there is nothing yet, and findings begin there;
    `slides_wanted()`: they are to be written down for others."""

    review_wanted = Signal()
    slides_wanted = Signal()

    def __init__(self, jobs: Jobs, questions: Questions, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._films: QTemporaryDir | None = None
        self._stills: dict[str, Still] = {}
        self._count = label(look="muted")
        self.bar = NoticeBar()
        self.list = two_line_list(tr("Findings"))
        self.title = QLineEdit()
        self.title.setAccessibleName(tr("Title of the finding"))
        theme.dress(self.title, "heading")
        self.text = FinishedText()
        self.text.setAccessibleName(tr("Text of the finding"))
        self.text.setPlaceholderText(tr("What happens, to whom, and what would help"))
        self.text.setTabChangesFocus(True)
        self.severity = chooser(tr("Severity"), self._weigh)
        fill(self.severity, [one.label.capitalize() for one in WORST_FIRST])
        self._added = label(look="caption")
        self._evidence = QVBoxLayout()
        self._empty = Empty()
        self._stack = QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = FindingsPresenter(self, jobs, questions)
        self._busy = Busy(self._stack, self.presenter.cancel)
        self._join()

    def show_empty(self) -> None:
        self._busy.stop()
        self._count.setText("")
        self._empty.say(
            tr("What did you find?"),
            tr(
                "A finding is a claim with what it rests on: a drop-off, clicks, quotes. "
                "Add one while you look at them in the review."
            ),
            tr("Go to the review"),
            self.review_wanted.emit,
        )
        self._slides.hide()
        self._stack.setCurrentWidget(self._empty)

    def show_cards(self, cards: tuple[FindingCard, ...], chosen: int) -> None:
        self._busy.stop()
        self.bar.hide()
        self._count.setText(trn("{n} finding", "{n} findings", len(cards)))
        refill(self.list, [_line(card) for card in cards], chosen)
        self._slides.show()
        self._stack.setCurrentIndex(0)

    def show_card(self, card: FindingCard) -> None:
        finding = card.finding
        if self.title.text() != finding.title:
            self.title.setText(finding.title)
        if self.text.toPlainText() != finding.text:
            self.text.setPlainText(finding.text)
        self.severity.setCurrentIndex(WORST_FIRST.index(finding.severity))
        self._added.setText(tr("Added {day}").format(day=day_text(finding.created_at, self._zone)))
        self._stills.clear()
        clear(self._evidence)
        for line in card.evidence:
            self._evidence.addWidget(self._evidence_row(line))
        if not card.evidence:
            self._evidence.addWidget(label(tr("This finding rests on nothing yet."), "muted"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete on the list removes the finding."""
        if watched is self.list and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Delete:  # type: ignore[attr-defined]
            self.presenter.remove()
            return True
        return False

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        self.splitter.addWidget(pane(column(self.list), tr("Findings"), theme.sizes().related))
        self.splitter.addWidget(pane(self._editor(), tr("Finding"), theme.sizes().pane))
        self.splitter.setSizes([340, 700])
        self.splitter.setStretchFactor(1, 1)
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self._empty)
        self._slides = button(tr("Write slides…"), self.slides_wanted.emit, "primary")
        heading = row(label(tr("Findings"), "title"), self._count, 1, self._slides)
        heading.setContentsMargins(4, 0, 0, 0)
        layout = column(heading, self.bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _editor(self) -> QVBoxLayout:
        removing = button(tr("Remove finding"), lambda: self.presenter.remove())
        self.severity.setMaximumWidth(180)
        self.text.setMinimumHeight(90)
        self.text.setMaximumHeight(220)
        top = row(label(tr("Severity"), "muted"), self.severity, self._added, 1, removing)
        rests = label(tr("Rests on"), "label")
        evidence = scrolling(column(self._evidence, 1))
        made = column(self.title, top, self.text, rests, evidence, space=theme.sizes().groups)
        made.setStretch(4, 1)
        return made

    def _evidence_row(self, line: EvidenceLine) -> QWidget:
        kind = label(KINDS[line.kind](), "muted")
        kind.setFixedWidth(72)
        words = label(line.words, wraps=True)
        removing = button(
            tr("Remove"),
            lambda: self.presenter.remove_evidence(line.id),
            "link",
            tr("Remove the evidence {words}").format(words=line.words),
        )
        parts: list[QWidget] = [kind, words, removing]
        if line.has_film:
            parts.insert(2, self._play_button(line))
        layout = row(*parts)
        layout.setStretch(1, 1)
        for text in (kind, words):
            text.setContentsMargins(0, 5, 0, 0)
        for part in parts:
            layout.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        return holding(column(layout, self._still_row(line)) if line.has_picture else layout)

    def _play_button(self, line: EvidenceLine) -> QWidget:
        name = tr("Play the film of {words}").format(words=line.words)
        playing = button(tr("Play film"), lambda: self._fetch_film(line.id), "link", name)
        playing.setToolTip(tr("WebM, in the program that plays films here; every browser does"))
        return playing

    def _still_row(self, line: EvidenceLine) -> QBoxLayout:
        still = Still(tr("Picture of {words}").format(words=line.words), has_film=line.has_film)
        still.pressed.connect(lambda: self._fetch_film(line.id))
        self._stills[line.id] = still
        layout = row(still, 1)
        layout.setContentsMargins(72 + layout.spacing(), 0, 0, 0)
        return layout

    def show_picture(self, evidence_id: str, png: bytes) -> None:
        if evidence_id in self._stills:
            self._stills[evidence_id].show_picture(png)

    def show_film(self, film: Path) -> None:
        """In the program that plays films on this computer."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(film))):
            what = tr("No program for films in WebM is known on this computer.")
            remedy = tr("Open this file in a browser, such as Firefox, Chrome or Edge: {file}").format(file=film)
            self.bar.tell_problem(Problem(tr("film"), what, remedy))

    def _fetch_film(self, evidence_id: str) -> None:
        if self._films is None:
            self._films = QTemporaryDir()
        self.presenter.play_film(evidence_id, Path(self._films.path()))

    def _join(self) -> None:
        self.list.currentRowChanged.connect(self.presenter.choose)
        self.list.installEventFilter(self)
        self.title.editingFinished.connect(lambda: self.presenter.retitle(self.title.text()))
        self.text.finished.connect(lambda: self.presenter.rewrite(self.text.toPlainText()))

    def _weigh(self, place: int) -> None:
        self.presenter.weigh(WORST_FIRST[place])


def _line(card: FindingCard) -> str:
    pieces = trn("{n} piece of evidence", "{n} pieces of evidence", len(card.evidence))
    return f"{card.finding.title}\n{card.finding.severity.label.capitalize()} · {pieces}"
