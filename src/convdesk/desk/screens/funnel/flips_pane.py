"""Who flips between two rules: how many and which way, the people one by one, and the events that decide it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.numbers import count_text
from convdesk.desk.screens.funnel.draw_flips import draw_flips
from convdesk.desk.screens.funnel.sentences import changed_by, counted
from convdesk.desk.widgets.drawn import Drawn
from convdesk.desk.widgets.parts import Elided, button, column, label, row
from convdesk.desk.widgets.table import table
from convdesk.model.moment import zone_of
from convdesk.model.segment import Listed
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.funnel_results import DecidingEvent, Flip, Flips


class FlipsPane(QWidget):
    """`opened(people, who)`: the people of a number, or one person, are wanted."""

    opened = Signal(object, str)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._rules = label(look="muted", wraps=True)
        self._title = Elided("label")
        self.counts = Drawn(tr("Ways in which they differ"), 60)
        self.counts.opened.connect(self.opened.emit)
        self._people: TableModel[Flip] = TableModel(_people_columns())
        self.people = table(self._people, tr("Who differs"), 3)
        self.people.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self._events: TableModel[DecidingEvent] = TableModel(_event_columns(zone))
        self.events = table(self._events, tr("Events that decide it"), 1)
        self.who = Elided("label")
        self.opening = button(tr("Open person"), self._open, name=tr("Open the chosen person"))
        self._none = label(look="muted", wraps=True)
        heading = row(self.who, self.opening)
        heading.setStretch(0, 1)
        layout = column(self._title, self._rules, self._none, self.counts, self.people, heading, self.events)
        layout.setStretch(4, 3)
        layout.setStretch(6, 2)
        self.setLayout(layout)

    def show_flips(self, found: Flips, titles: tuple[str, str]) -> None:
        one, other = found.one, found.other
        change = changed_by(other.converted, one.converted)
        self._title.say(
            tr("{who} differ; {one} come through under the first rules, {other} under the second ({change})").format(
                who=counted(found.count, one.spec), one=count_text(one.converted), other=count_text(other.converted),
                change=change,
            )
        )  # fmt: skip
        differences = "; ".join(found.differences) or tr("nothing")
        self._rules.setText(tr("The second rules differ in: {what}.").format(what=differences))
        self.setToolTip(found.definition)
        has_any = bool(found.count)
        self._none.setText("" if has_any else tr("Nobody's outcome differs: for this funnel the two count the same."))
        self._none.setVisible(not has_any)
        for part in (self.counts, self.people, self.events, self.who, self.opening):
            part.setVisible(has_any)
        self.counts.show_drawing(partial(draw_flips, found, titles))
        self.counts.setMaximumHeight(max(1, int(self.counts.drawing.height)))
        self._people.show_rows(found.flips)
        self._events.show_rows(())
        if found.flips:
            self.people.selectRow(0)

    def _chosen(self) -> Flip | None:
        at = self.people.currentIndex()
        return self._people.row_at(at.row()) if at.isValid() else None

    def _choose(self) -> None:
        flip = self._chosen()
        self._events.show_rows(flip.events if flip else ())
        if flip:
            self.who.say(tr("{person}: {one}, or {other}").format(person=flip.person, one=flip.one, other=flip.other))

    def _open(self) -> None:
        flip = self._chosen()
        if flip:
            self.opened.emit(Listed(frozenset({flip.person})), flip.person)


def _people_columns() -> tuple[TableColumn[Flip], ...]:
    return (
        TableColumn(tr("Person"), lambda flip: flip.person),
        TableColumn(tr("First rules"), lambda flip: flip.one),
        TableColumn(tr("Second rules"), lambda flip: flip.other),
        TableColumn(tr("Decided by"), lambda flip: "; ".join(flip.because) or tr("only several rules together")),
    )


def _event_columns(zone: str) -> tuple[TableColumn[DecidingEvent], ...]:
    return (
        TableColumn(tr("When"), lambda event: _moment(event.at, zone), lambda event: event.at),
        TableColumn(tr("Event"), lambda event: event.name),
        TableColumn(tr("Under the first"), lambda event: event.as_one or "–"),
        TableColumn(tr("Under the second"), lambda event: event.as_other or "–"),
    )


def _moment(at: str, zone: str) -> str:
    """A moment to the millisecond: fractions of a second decide ties."""
    from datetime import datetime

    local = datetime.fromisoformat(at).astimezone(zone_of(zone))
    return f"{local.day} {local:%b %Y, %H:%M:%S}.{local.microsecond // 1000:03d}"
