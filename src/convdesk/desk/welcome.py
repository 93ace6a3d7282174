"""The welcome window: recent studies, and the ways to begin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from convdesk.desk import icons, theme
from convdesk.desk.numbers import day_text
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import button, column, holding, label, pane, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.two_lines import two_line_list
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from convdesk.model.problem import Problem
    from convdesk.operations.recents import RecentStudy

STUDY = ".convdesk"
_PATH = Qt.ItemDataRole.UserRole
_MARK = 56


class Welcome(QWidget):
    """`chosen(path)`: open that study. `dropped(paths)`: make a study of these files."""

    chosen = Signal(object)
    dropped = Signal(object)
    new_wanted = Signal()
    open_wanted = Signal()
    sample_wanted = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setWindowTitle(tr("convdesk"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.resize(880, 560)
        self.bar = NoticeBar()
        self.recents = two_line_list(tr("Recent studies"))
        self.recents.itemActivated.connect(self._open)
        self.recents.itemClicked.connect(self._open)
        self._none = Empty()
        self._none.say(
            tr("No studies yet"), tr("Studies you open appear here. The sample study shows what one looks like.")
        )
        self._list = QStackedWidget()
        self._list.addWidget(self.recents)
        self._list.addWidget(self._none)
        self._lay_out()
        self._busy = Busy(self, self.cancelled.emit)

    def show_recents(self, studies: Sequence[RecentStudy]) -> None:
        """The studies opened lately; one whose file is gone is said to be."""
        self.recents.clear()
        for study in studies:
            path = Path(study.path)
            day = day_text(study.opened_at, "UTC")
            where = str(path.parent) if study.is_there else tr("the file is not there any more")
            item = QListWidgetItem(f"{study.title}\n{path.name} · {day} · {where}")
            item.setData(_PATH, study.path)
            item.setToolTip(study.path)
            if not study.is_there:
                item.setForeground(theme.paints().ink_muted)
            self.recents.addItem(item)
        self._list.setCurrentIndex(0 if studies else 1)

    def show_busy(self, text: str) -> None:
        self._busy.start(text)

    def show_step(self, done: int, total: int, text: str) -> None:
        self._busy.step(done, total, text)

    def show_ready(self) -> None:
        self._busy.stop()

    def show_problem(self, problem: Problem, verb: str = "", help_with: Callable[[], object] | None = None) -> None:
        self._busy.stop()
        self.bar.tell_problem(problem, verb, help_with)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        studies = [path for path in paths if path.suffix == STUDY]
        if studies:
            self.chosen.emit(studies[0])
        elif paths:
            self.dropped.emit(paths)

    def _lay_out(self) -> None:
        sizes = theme.sizes()
        heading = row(label(tr("Recent studies"), "heading"), 1)
        recent = pane(column(heading, self._list), tr("Recent studies"))
        columns = row(holding(self._beginnings()), recent, space=sizes.pane)
        columns.setStretch(1, 1)
        layout = column(self.bar, columns, space=sizes.groups)
        layout.setStretch(1, 1)
        layout.setContentsMargins(*[sizes.pane] * 4)
        self.setLayout(layout)

    def _beginnings(self) -> QVBoxLayout:
        mark = QLabel()
        mark.setPixmap(icons.app_picture(_MARK))
        said = label(tr("Where people leave, what they clicked there, and what they said."), "muted", wraps=True)
        said.setFixedWidth(260)
        private = label(tr("Your data stays on this computer."), "caption")
        return column(
            mark,
            label(tr("convdesk"), "title"),
            said,
            theme.sizes().inside,
            *self._ways(),
            40,
            private,
        )

    def _ways(self) -> tuple[QWidget | QHBoxLayout, ...]:
        return (
            button(tr("New study…"), self.new_wanted.emit, "primary"),
            button(tr("Open study…"), self.open_wanted.emit),
            button(tr("Sample study"), self.sample_wanted.emit),
            label(tr("Or drop a study, or files to import, anywhere here."), "caption", wraps=True),
        )

    def _open(self, item: QListWidgetItem) -> None:
        self.chosen.emit(Path(item.data(_PATH)))


def dropped_files(event: QDropEvent) -> list[Path]:
    """The files of a drop."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
