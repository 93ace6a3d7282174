"""One person from near: all keys and why they are joined, what the person did, and who else it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from convdesk.desk.screens.people.sentences import (
    conflict_words,
    facts,
    key_line,
    key_words,
    offered_line,
)
from convdesk.desk.screens.people.timeline_pane import TimelinePane
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, button, column, holding, label, row, toggle
from convdesk.desk.widgets.two_lines import refill, two_line_list
from convdesk.model.replay import QueueSpec
from convdesk.model.segment import Listed
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.people.looks import TimelineRows
    from convdesk.desk.screens.people.person_presenter import PersonPresenter
    from convdesk.model.people import KeyView, PersonRow, PersonView
    from convdesk.model.timeline import Entry, EntryKind

TYPING_MS = 150
_OFFERED_SEEN = 4


class PersonPaneWidget(QWidget):
    """Shows what PersonPresenter decides. `recordings_wanted(QueueSpec, recording, UTC ms)`: they are to be watched."""

    recordings_wanted = Signal(object, str, object)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._presenter: PersonPresenter | None = None
        self._keys: tuple[KeyView, ...] = ()
        self.name = Elided("heading")
        self._facts = label(look="muted", wraps=True)
        self._told = label(look="caution", wraps=True)
        self.keys = two_line_list(tr("Keys of this person"))
        self.keys.currentRowChanged.connect(lambda _: self._enable())
        self.showing_keys, self.showing_timeline = toggle(tr("Keys")), toggle(tr("Timeline"))
        self.showing_keys.clicked.connect(lambda _=False: self._ask("show_keys"))
        self.showing_timeline.clicked.connect(lambda _=False: self._ask("show_timeline"))
        self.merging = button(tr("Merge with…"), lambda: self._ask("begin_merging"))
        self.splitting = button(tr("Split off this key"), self.split)
        self.timeline = TimelinePane(zone, lambda: self._ask("stop_reading"))
        self.timeline.moment_wanted.connect(self._watch_moment)
        self.watching = button(tr("Watch recordings"), self._watch)
        self.watching.setToolTip(tr("Watch this person; a double click on a line of the timeline goes to its moment"))
        self._offer = Offer()
        self._parts, self._stack = QStackedWidget(), QStackedWidget()
        self._empty = Empty()
        self._lay_out()
        self.show_nobody()

    def follow(self, presenter: PersonPresenter) -> None:
        self._presenter = presenter
        self._offer.follow(presenter)
        self.timeline.kinds_chosen.connect(presenter.choose_kinds)

    def enable_edits(self, may_edit: bool) -> None:
        """Whether anything can be changed in this study."""
        self.merging.setVisible(may_edit)
        self.splitting.setVisible(may_edit)

    def show_person(self, view: PersonView) -> None:
        chosen = self._keys[self.keys.currentRow()].key if 0 <= self.keys.currentRow() < len(self._keys) else ""
        self._keys = view.keys
        self.name.say(view.row.name)
        self.watching.setVisible(bool(view.row.recordings))
        self._facts.setText(facts(view.row, self._zone))
        self._told.setText("\n".join(conflict_words(one) for one in view.conflicts[:3]))
        self._told.setVisible(bool(view.conflicts))
        self.showing_keys.setText(f"{tr('Keys')}  {len(view.keys)}")
        places = [key.key for key in view.keys]
        refill(self.keys, [key_line(key) for key in view.keys], places.index(chosen) if chosen in places else 0)
        for place, key in enumerate(view.keys):
            self.keys.item(place).setToolTip(key_words(key))
        self._stack.setCurrentIndex(0)
        self._enable()

    def show_nobody(self) -> None:
        self._keys = ()
        self._empty.say(tr("Who is it?"), tr("Choose somebody in the list to see their keys and what they did."))
        self._stack.setCurrentIndex(1)

    def show_timeline(self, timeline: TimelineRows | None, kinds: frozenset[EntryKind], place: int | None) -> None:
        """The timeline; None: the keys."""
        self._turn_to(is_timeline=timeline is not None)
        if timeline is not None:
            self.timeline.show_timeline(timeline, kinds, place)
            if place is not None:
                self.timeline.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_reading(self, is_reading: bool) -> None:
        """A timeline is being read."""
        if is_reading:
            self._turn_to(is_timeline=True)
            self.timeline.show_busy(tr("Reading what this person did"))
        else:
            self.timeline.stop()

    def show_merging(self, is_shown: bool) -> None:
        self._offer.setVisible(is_shown)
        if is_shown:
            self._offer.begin(self.name.accessibleName())
        elif self._offer.words.hasFocus():
            self.keys.setFocus()

    def show_offered(self, rows: tuple[PersonRow, ...], words: str) -> None:
        self._offer.show_rows(rows, words)

    def split(self) -> None:
        """Cut the chosen key off."""
        place = self.keys.currentRow()
        if self._presenter is not None and len(self._keys) > 1 and 0 <= place < len(self._keys):
            self._presenter.split(self._keys[place].key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete on the keys cuts the chosen one off."""
        if watched is self.keys and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Delete:  # type: ignore[attr-defined]
            self.split()
            return True
        return False

    def _lay_out(self) -> None:
        self.showing_keys.setChecked(True)
        self.keys.installEventFilter(self)
        self._offer.hide()
        views = row(self.showing_keys, self.showing_timeline, 1)
        edits = row(self.watching, self.merging, self.splitting, 1)
        self._parts.addWidget(self.keys)
        self._parts.addWidget(self.timeline)
        whole = column(self.name, self._facts, self._told, edits, self._offer, views, self._parts)
        whole.setStretch(6, 1)
        self._stack.addWidget(holding(whole))
        self._stack.addWidget(self._empty)
        self.setLayout(column(self._stack))

    def _watch(self) -> None:
        self.recordings_wanted.emit(self._spec, "", None)

    def _watch_moment(self, entry: Entry) -> None:
        if entry.at_us is not None:
            self.recordings_wanted.emit(self._spec, entry.recording, entry.at_us // 1000)

    def _turn_to(self, *, is_timeline: bool) -> None:
        self.showing_keys.setChecked(not is_timeline)
        self.showing_timeline.setChecked(is_timeline)
        self._parts.setCurrentIndex(int(is_timeline))

    @property
    def _spec(self) -> QueueSpec:
        return QueueSpec(Listed(frozenset({self.name.accessibleName()})))

    def _enable(self) -> None:
        self.splitting.setEnabled(len(self._keys) > 1 and self.keys.currentRow() >= 0)

    def _ask(self, question: str) -> None:
        if self._presenter is not None:
            getattr(self._presenter, question)()


class Offer(QWidget):
    """Others to merge with: a field and a list; Up and Down choose, Enter merges, Escape leaves."""

    def __init__(self) -> None:
        super().__init__()
        self._presenter: PersonPresenter | None = None
        self._rows: tuple[PersonRow, ...] = ()
        self._title = label(look="label", wraps=True)
        self.words = QLineEdit()
        self.words.setAccessibleName(tr("Find a person to merge with"))
        self.words.setPlaceholderText(tr("Find a person by any id"))
        self.words.installEventFilter(self)
        self.words.returnPressed.connect(self.merge)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._find)
        self.words.textChanged.connect(lambda _: self._typing.start())
        self.found = two_line_list(tr("People found"))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.itemDoubleClicked.connect(lambda _: self.merge())
        self._none = label(tr("Nobody else has these letters in a key."), "muted")
        self.done = button(tr("Merge"), self.merge, "primary", tr("Merge with the chosen person"))
        leave = button(tr("Cancel"), self._leave, "link", tr("Do not merge"))
        self.setLayout(column(self._title, self.words, self.found, self._none, row(self.done, leave, 1)))

    def follow(self, presenter: PersonPresenter) -> None:
        self._presenter = presenter

    def begin(self, name: str) -> None:
        self._title.setText(tr("Who is {name} as well?").format(name=name))
        self.words.clear()
        self._typing.stop()
        self.words.setFocus()

    def show_rows(self, rows: tuple[PersonRow, ...], _words: str) -> None:
        self._rows = rows
        refill(self.found, [offered_line(one) for one in rows], 0)
        self.found.setFixedHeight(self.found.sizeHintForRow(0) * min(len(rows), _OFFERED_SEEN) + 4 if rows else 0)
        self.found.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.done.setEnabled(bool(rows))

    def merge(self) -> None:
        place = self.found.currentRow()
        if self._presenter is not None and 0 <= place < len(self._rows):
            self._presenter.merge_with(self._rows[place].name)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the field is typed in; Escape leaves."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())  # type: ignore[attr-defined]
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if by is not None and self.found.count():
            self.found.setCurrentRow((self.found.currentRow() + by) % self.found.count())
            return True
        if key == Qt.Key.Key_Escape:
            self._leave()
            return True
        return False

    def _find(self) -> None:
        if self._presenter is not None:
            self._presenter.find(self.words.text())

    def _leave(self) -> None:
        if self._presenter is not None:
            self._presenter.leave_merging()
