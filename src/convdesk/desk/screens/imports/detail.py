"""What one file seems to be: its format and why, what is missing, its first rows with their meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QStackedWidget, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.imports.keeping import KeepMapping
from convdesk.desk.screens.imports.preview import PreviewTable
from convdesk.desk.screens.imports.privacy_panel import PrivacyPanel
from convdesk.desk.screens.imports.sentences import name_of
from convdesk.desk.widgets.parts import Elided, chooser, column, fill, holding, label, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.mapping import Role
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.imports.looks import Entry


class EntryDetail(QWidget):
    """`role_chosen(column, role)`, `zone_chosen(zone)`, `format_chosen(reader)` when the researcher says otherwise.

    `mapping_named(name)` when the mapping shall be kept for files like this one. `action_chosen(column, action)`: what
    shall happen to a personal column.
    """

    role_chosen = Signal(str, object)
    zone_chosen = Signal(str)
    format_chosen = Signal(str)
    mapping_named = Signal(str)
    action_chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._name = Elided("heading")
        self._readers: tuple[str, ...] = ()
        self.format = chooser(tr("Format"), lambda place: self.format_chosen.emit(self._readers[place]))
        self.format.setMinimumWidth(300)
        self.format.setPlaceholderText(tr("Choose a format"))
        self._formats = holding(row(label(tr("Read as"), "muted"), self.format, 1))
        self._reason = label(look="muted", wraps=True)
        self._missing = label(look="caution", wraps=True)
        self._refusal = NoticeBar()
        self.zone = self._zone_box()
        self.table = PreviewTable()
        self.table.preview.role_chosen.connect(self.role_chosen)
        self._hint = label(tr("Click what a column means to change it."), "caption")
        self.keeping = KeepMapping()
        self.keeping.named.connect(self.mapping_named)
        self._zones = holding(row(label(tr("Times without a zone are in"), "muted"), self.zone, 1))
        self.privacy = PrivacyPanel()
        self.privacy.action_chosen.connect(self.action_chosen)
        self._names = QListWidget()
        self._names.setAccessibleName(tr("Recordings"))
        theme.dress(self._names, "boxed")
        self._below = QStackedWidget()
        self._below.addWidget(holding(column(self._zones, self.table, row(self._hint, 1, self.keeping))))
        self._below.addWidget(self._names)
        above = (self._name, self._formats, self._reason, self._missing, self._refusal)
        layout = column(*above, self._below, self.privacy)
        layout.setStretch(5, 1)
        self.setLayout(layout)

    def show_entry(self, entry: Entry) -> None:
        """Show a file that is not imported yet."""
        self._name.say(name_of(entry))
        self._say_format(entry)
        self._missing.setText("\n".join(entry.missing))
        self._missing.setVisible(bool(entry.missing))
        self._refusal.hide()
        if entry.problem is not None:
            self._refusal.tell_problem(entry.problem)
            self._names.clear()
        elif entry.is_recordings:
            self._say_recordings(entry)
        has_table = entry.mapping is not None and bool(entry.mapping.columns)
        self._below.setCurrentIndex(0 if has_table else 1)
        self._names.setVisible(entry.is_recordings)
        self.keeping.setVisible(has_table)
        self.privacy.show_entry(entry)
        if has_table and entry.mapping is not None:
            self.table.preview.show_entry(entry)
            self._zones.setVisible(entry.mapping.named(Role.TIME) is not None)
            self.zone.setCurrentText(entry.mapping.zone)

    def _say_format(self, entry: Entry) -> None:
        proposal = entry.proposal
        self._readers = tuple(name for name, _ in entry.formats)
        self._formats.setVisible(bool(entry.formats) and len(entry.items) == 1)
        titles = [title for _, title in entry.formats]
        fill(self.format, titles, self._readers.index(proposal.format) if proposal else -1)
        self._reason.setVisible(proposal is not None)
        if proposal is not None:
            self._reason.setText(proposal.reason)

    def _say_recordings(self, entry: Entry) -> None:
        if entry.owners:
            whose = tr("{file} says whose they are.").format(file=entry.owners.label)
        else:
            whose = tr(
                "Add a CSV with the columns file, user and session to say whose they are, if they do not say it."
            )
        self._reason.setText(whose)
        self._names.clear()
        self._names.addItems([item.label for item in entry.items])

    def _zone_box(self) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setAccessibleName(tr("Zone of times without one"))
        zones = [bytes(zone.data()).decode() for zone in QTimeZone.availableTimeZoneIds()]
        box.setModel(QStringListModel(zones, box))
        box.setMinimumWidth(200)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.view().setAccessibleName(tr("Zones"))
        completer = box.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        editor = box.lineEdit()
        if editor is not None:
            editor.setAccessibleName(tr("Zone of times without one"))
        box.activated.connect(lambda _: self.zone_chosen.emit(box.currentText()))
        return box
