"""Asks the researcher one thing at a time, with dialogs that leave the app running."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from convdesk.desk.widgets.text_question import TextDialog
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.ports import FileKind, TextQuestion


class WindowAsk:
    """Asks over a window; remembers the folder that was used last."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._folder = str(Path.home())

    def for_files(self, title: str, kind: FileKind, answer: Callable[[list[Path]], None]) -> None:
        dialog = self._file_dialog(title, kind)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self._answered([Path(name) for name in names], answer))
        dialog.open()

    def for_new_file(self, title: str, suggested: Path, kind: FileKind, answer: Callable[[Path], None]) -> None:
        dialog = self._file_dialog(title, kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind.patterns[0].removeprefix("*."))
        dialog.selectFile(suggested.name)
        dialog.fileSelected.connect(lambda name: self._answered([Path(name)], lambda paths: answer(paths[0])))
        dialog.open()

    def whether(self, question: str, verb: str, answer: Callable[[], None]) -> None:
        box = QMessageBox(self._parent)
        box.setText(question)
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.buttonClicked.connect(lambda clicked: answer() if clicked is yes else None)
        box.open()

    def for_text(self, question: TextQuestion, answer: Callable[[str], None]) -> None:
        dialog = TextDialog(question, self._parent)
        dialog.answered.connect(answer)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _file_dialog(self, title: str, kind: FileKind) -> QFileDialog:
        dialog = QFileDialog(self._parent, title, self._folder)
        dialog.setNameFilter(f"{tr(kind.title)} ({' '.join(kind.patterns)})")
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _answered(self, paths: list[Path], answer: Callable[[list[Path]], None]) -> None:
        self._folder = str(paths[0].parent)
        answer(paths)
