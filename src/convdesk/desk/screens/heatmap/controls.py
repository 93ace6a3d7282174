"""What is drawn on the page: view, screens, people or clicks, comparison, colours, strength and spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSlider, QWidget

from convdesk.desk.screens.heatmap.sentences import bucket_words, view_words
from convdesk.desk.widgets.parts import button, chooser, column, fill, label, row, toggle
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.heatmap.looks import Choices, HeatLook
    from convdesk.desk.screens.heatmap.presenter import HeatmapPresenter
    from convdesk.model.page import Bucket

LEAST_SPREAD, USUAL_SPREAD, MOST_SPREAD = 6, 22, 80


class Controls(QWidget):
    """Two rows of choices over the page."""

    def __init__(self) -> None:
        super().__init__()
        self._presenter: HeatmapPresenter | None = None
        self._views = tuple(view_words())
        self._buckets: tuple[Bucket | None, ...] = ()
        self._states: tuple[str, ...] = ()
        self.view = chooser(tr("What is drawn"), self._choose_view)
        fill(self.view, view_words().values())
        self.screens = chooser(tr("Screens"), self._choose_screen)
        self.state = chooser(tr("State of the page"), self._choose_state)
        self.people = toggle(tr("By people"), tr("Each person weighs the same"))
        self.people.setToolTip(tr("Each person weighs the same, however often they clicked"))
        self.people.clicked.connect(lambda checked: self._tell(lambda it: it.weigh(by_people=checked)))
        self.comparison = chooser(tr("Comparison"), lambda at: self._tell(lambda it: it.compare(at - 1)))
        self.colours = chooser(tr("Colour of dots"), self._choose_colours)
        self._strength = _slider(tr("Strength of the heat"), 0, 100, 100)
        self.strength_changed = self._strength.valueChanged
        self._spread = _slider(tr("Spread of the heat"), LEAST_SPREAD, MOST_SPREAD, USUAL_SPREAD)
        self._spread.valueChanged.connect(lambda px: self._tell(lambda it: it.spread(px)))
        self.fit = button(tr("Fit"), lambda: None, name=tr("Fit the page's width"))
        self._properties: tuple[str, ...] = ()
        self._lay_out()

    def follow(self, presenter: HeatmapPresenter) -> None:
        self._presenter = presenter

    def show_choices(self, choices: Choices, comparison: int) -> None:
        fill(self.comparison, [tr("No comparison"), *(one.words for one in choices.comparisons)], comparison + 1)
        self._properties = choices.properties
        named = [tr("Dots by {name}").format(name=name) for name in choices.properties]
        fill(self.colours, [tr("As heat"), *named])
        self.colours.setVisible(bool(named))

    def show_look(self, look: HeatLook, comparison: int) -> None:
        """The choices that were made, with what there is of each."""
        result, spec = look.result, look.result.spec
        fill(self.view, view_words().values(), self._views.index(spec.view))
        counted = result.buckets or ({result.bucket: 0} if result.bucket else {})
        self._buckets = (*counted, None) if len(counted) > 1 else tuple(counted)
        texts = [_screen_text(bucket, counted) for bucket in self._buckets]
        fill(self.screens, texts, self._buckets.index(spec.bucket) if spec.bucket in self._buckets else 0)
        self._states = look.states
        fill(self.state, [state or tr("Usual look") for state in look.states],
             look.states.index(spec.state) if spec.state in look.states else 0)  # fmt: skip
        self.state.setVisible(len(look.states) > 1)
        self.people.setChecked(spec.is_by_people)
        self.people.setEnabled(not spec.view.is_in_bands and spec.minus is None)
        self.comparison.setEnabled(self.comparison.count() > 1)
        fill_index(self.comparison, comparison + 1)
        self.colours.setEnabled(spec.view.is_of_clicks and spec.minus is None)
        fill_index(self.colours, self._properties.index(spec.confetti) + 1 if spec.confetti in self._properties else 0)
        self._spread.setEnabled(not spec.view.is_in_bands)

    def _lay_out(self) -> None:
        first = row(self.view, self.screens, self.state, self.comparison)
        for place, stretch in ((0, 2), (1, 2), (3, 4)):
            first.setStretch(place, stretch)
        sliders = row(label(tr("Strength"), "muted"), self._strength, label(tr("Spread"), "muted"), self._spread)
        second = row(self.colours, self.people, 1, sliders, self.fit)
        second.setStretch(0, 2)
        self.setLayout(column(first, second))

    def _choose_view(self, place: int) -> None:
        self._tell(lambda it: it.choose_view(self._views[place]))

    def _choose_screen(self, place: int) -> None:
        self._tell(lambda it: it.choose_screen(self._buckets[place]))

    def _choose_state(self, place: int) -> None:
        self._tell(lambda it: it.choose_state(self._states[place]))

    def _choose_colours(self, place: int) -> None:
        self._tell(lambda it: it.colour_by(self._properties[place - 1] if place else ""))

    def _tell(self, what: Callable[[HeatmapPresenter], object]) -> None:
        if self._presenter is not None:
            what(self._presenter)


def fill_index(box: QComboBox, place: int) -> None:
    """Another choice shown, without telling of it as a choice."""
    box.blockSignals(True)
    box.setCurrentIndex(place)
    box.blockSignals(False)


def _screen_text(bucket: Bucket | None, counted: dict[Bucket, int]) -> str:
    if bucket is None:
        return tr("All sizes together · {n}").format(n=f"{sum(counted.values()):,}")
    return f"{bucket_words()[bucket]} · {counted[bucket]:,}" if counted[bucket] else bucket_words()[bucket]


def _slider(name: str, least: int, most: int, usual: int) -> QSlider:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setRange(least, most)
    made.setValue(usual)
    made.setFixedWidth(80)
    return made
