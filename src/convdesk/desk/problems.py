"""What is told when convdesk itself made a mistake: a report to copy, while the app stays up."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from collections import deque
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from convdesk.desk import theme
from convdesk.words import tr

if TYPE_CHECKING:
    from types import TracebackType

LINES_KEPT = 50
_REPORTED = ("convdesk", "PySide6", "numpy", "pandas", "duckdb", "sqlite-utils")


class LastLines(logging.Handler):
    """Keeps the last log lines for a report."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: deque[str] = deque(maxlen=LINES_KEPT)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def report_of(error: BaseException, lines: list[str]) -> str:
    """What is needed to mend it: versions, where it happened, last log lines. Values of the study stay out."""
    versions = [f"{name} {_version(name)}" for name in _REPORTED]
    where = [
        f"  {frame.filename.rpartition('site-packages')[2]}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join(
        [
            f"{type(error).__name__}",
            *where,
            "",
            f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
            ", ".join(versions),
            "",
            *lines,
        ]
    )


class Mistakes(QObject):
    """Hears of unexpected errors, on any thread, and opens one window about them."""

    _met = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = LastLines()
        self._dialog: MistakeDialog | None = None
        logging.getLogger().addHandler(self._lines)
        self._met.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Hear of errors that nothing else caught."""
        sys.excepthook = self._hook

    def close(self) -> None:
        logging.getLogger().removeHandler(self._lines)
        if sys.excepthook == self._hook:
            sys.excepthook = sys.__excepthook__

    def meet(self, error: Exception) -> None:
        self._met.emit(error)

    def _hook(self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            self._met.emit(error)
        else:
            sys.__excepthook__(kind, error, _trace)

    @Slot(object)
    def _show(self, error: Exception) -> None:
        report = report_of(error, list(self._lines.lines))
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.add(report)
            return
        self._dialog = MistakeDialog(report)
        self._dialog.open()


class MistakeDialog(QDialog):
    """Says that convdesk made a mistake and offers the report."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("A mistake in convdesk"))
        self.resize(620, 420)
        said = QLabel(
            tr("convdesk met something it did not expect. You can go on working; your study is as it was before.")
        )
        said.setWordWrap(True)
        told = QLabel(tr("This report holds no data of your study. Copying it into an issue helps to mend this."))
        told.setWordWrap(True)
        theme.dress(told, "muted")
        self._report = QPlainTextEdit(report)
        self._report.setReadOnly(True)
        self._report.setFont(theme.fixed_font())
        self._report.setAccessibleName(tr("Report"))
        layout = QVBoxLayout(self)
        for part in (said, told, self._report, self._buttons()):
            layout.addWidget(part)

    def add(self, report: str) -> None:
        """One more mistake while the window is open."""
        self._report.appendPlainText(f"\n{report}")

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copying = buttons.addButton(tr("Copy report"), QDialogButtonBox.ButtonRole.ActionRole)
        copying.setAccessibleName(tr("Copy report"))
        copying.clicked.connect(self.copy)
        closing = buttons.button(QDialogButtonBox.StandardButton.Close)
        closing.setAccessibleName(tr("Close"))
        buttons.rejected.connect(self.reject)
        return buttons


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
