"""The views of a funnel: a switch, what can be chosen in the view, and the view itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.funnel.flips_pane import FlipsPane
from convdesk.desk.screens.funnel.looks import OWN_RULES, View, Wanted
from convdesk.desk.screens.funnel.view_options import ViewOptions
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.drawn import Drawn
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, column, row, scrolling, toggle
from convdesk.model.funnel_presets import PRESETS
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.drawing import Draw
    from convdesk.desk.screens.funnel.views_presenter import ViewsPresenter
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.funnel_results import Flips

DIM_AFTER_MS = 60
"""A count that is there sooner than that does not flicker."""
NAMES = {
    View.STEPS: tr("Steps"), View.SPLIT: tr("Breakdown"), View.TIMES: tr("Time to convert"), View.TREND: tr("Trend"),
    View.COMPARISON: tr("Compare"), View.FLIPS: tr("Who flips"),
}  # fmt: skip


class ViewsPane(QWidget):
    """Shows what ViewsPresenter decides. `opened(people, who)`: the people of a number are wanted."""

    opened = Signal(object, str)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._presenter: ViewsPresenter | None = None
        self._titles = ("", "")
        self.switch = {view: toggle(name) for view, name in NAMES.items()}
        self._group = QButtonGroup(self)
        for view, made in self.switch.items():
            self._group.addButton(made)
            made.clicked.connect(lambda _=False, view=view: self._want({"view": view}))
        self.options = ViewOptions()
        self.options.wanted.connect(self._want)
        self.options.sides_wanted.connect(self._compare)
        self.canvas = Drawn(tr("Funnel"))
        self.flips = FlipsPane(zone)
        self._definition = Elided("caption")
        self._empty = Empty()
        self._stack = QStackedWidget()
        self._lay_out()
        self._busy = Busy(self._stack, self._cancel)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DIM_AFTER_MS)
        self._soon.timeout.connect(lambda: self._busy.start(tr("Counting")))
        self.canvas.opened.connect(self.opened.emit)
        self.flips.opened.connect(self.opened.emit)

    def follow(self, presenter: ViewsPresenter) -> None:
        self._presenter = presenter

    def show_wanted(self, wanted: Wanted, spec: FunnelSpec) -> None:
        self.switch[wanted.view].setChecked(True)
        self.options.show_wanted(wanted, spec)
        one, other = wanted.tools
        self._titles = _title(one), _title(other)

    def show_busy(self, _text: str) -> None:
        self._soon.start()

    def show_step(self, done: int, total: int, text: str) -> None:
        self._busy.step(done, total, text)

    def show_drawing(self, draw: Draw, definition: str) -> None:
        self._settle(0, definition)
        self.canvas.show_drawing(draw)

    def show_flips(self, flips: Flips) -> None:
        self._settle(1, flips.definition)
        self.flips.show_flips(flips, self._titles)

    def show_hint(self, title: str, text: str) -> None:
        self._settle(2, "")
        self._empty.say(title, text)

    def _settle(self, page: int, definition: str) -> None:
        self._soon.stop()
        self._busy.stop()
        self._stack.setCurrentIndex(page)
        self._definition.say(definition)

    def _lay_out(self) -> None:
        inside = column(self.canvas)
        inside.setContentsMargins(4, 4, 12, 4)
        scroll = scrolling(inside, tr("View"), is_wide=True, takes_focus=True)
        for page in (scroll, self.flips, self._empty):
            self._stack.addWidget(page)
        layout = column(
            row(*self.switch.values(), 1, space=theme.sizes().inside), self.options, self._stack, self._definition
        )
        layout.setStretch(2, 1)
        self.options.setMaximumHeight(44)
        self.setLayout(layout)

    def _want(self, changes: dict[str, object]) -> None:
        if self._presenter:
            self._presenter.want(**changes)

    def _compare(self, changes: dict[str, object]) -> None:
        if self._presenter:
            self._presenter.compare(**changes)

    def _cancel(self) -> None:
        self._soon.stop()
        self._busy.stop()
        if self._presenter:
            self._presenter.cancel()


def _title(tool: str) -> str:
    return tr("this funnel's rules") if tool == OWN_RULES else PRESETS[tool].title
