"""The panel of rules: every choice in plain words, and beside it what would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.funnel.rule_words import FIELDS, is_preset, value_of
from convdesk.desk.screens.funnel.rules_presenter import PRESET
from convdesk.desk.widgets.parts import chooser, column, fill, holding, label, row, scrolling
from convdesk.model.funnel_presets import PRESETS
from convdesk.model.funnel_rules import Ties
from convdesk.model.moment import duration_text
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QBoxLayout, QLabel

    from convdesk.desk.screens.funnel.rule_words import Choice
    from convdesk.desk.screens.funnel.rules_presenter import Effect, Key, RulesPresenter
    from convdesk.model.funnel import FunnelSpec

TYPING_MS = 150
UNITS = ("s", "m", "h", "d", "w")


class DurationEdit(QWidget):
    """A number and its unit. `written(text)` while it is typed, `set(text)` when it is wanted."""

    written = Signal(str)
    set = Signal(str)

    def __init__(self, name: str, *, may_be_none: bool) -> None:
        super().__init__()
        self._may_be_none = may_be_none
        self.amount = QLineEdit()
        self.amount.setAccessibleName(name)
        self.amount.setMaximumWidth(80)
        self.unit = chooser(tr("Unit"), lambda _: self._choose())
        words = [tr("seconds"), tr("minutes"), tr("hours"), tr("days"), tr("weeks")]
        fill(self.unit, [*words, tr("no limit")] if may_be_none else words)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.written.emit(self.text()))
        self.amount.textEdited.connect(lambda _: self._typing.start())
        self.amount.editingFinished.connect(self._finish)
        self._shown = ""
        self.setLayout(row(self.amount, self.unit))

    def text(self) -> str:
        """As durations are written: `7d`, `none`."""
        at = self.unit.currentIndex()
        return "none" if at >= len(UNITS) else f"{self.amount.text().strip()}{UNITS[at]}"

    def show_duration(self, us: int | None) -> None:
        text = duration_text(us)
        self._shown = text
        if self.amount.hasFocus() and self.text() == text:
            return
        if us is None:
            self.unit.setCurrentIndex(len(UNITS))
        else:
            self.amount.setText(text[:-1])
            self.unit.setCurrentIndex(UNITS.index(text[-1]))
        self.amount.setEnabled(us is not None)

    def _choose(self) -> None:
        if not self.amount.text().strip():
            self.amount.setText("7")
        self._finish()

    def _finish(self) -> None:
        self._typing.stop()
        if self.text() != self._shown:
            self.set.emit(self.text())


class RulesPane(QWidget):
    """Shows what RulesPresenter decides."""

    def __init__(self) -> None:
        super().__init__()
        self._presenter: RulesPresenter | None = None
        self.buttons: dict[Key, QRadioButton] = {}
        self.effects: dict[Key, QLabel] = {}
        self._groups: list[QButtonGroup] = []
        self.window_edit = DurationEdit(tr("Window"), may_be_none=True)
        self.grace_edit = DurationEdit(tr("Grace"), may_be_none=False)
        self._grace = holding(row(label(tr("by up to"), "muted"), self.grace_edit, 1))
        self._refusal = label(look="caution", wraps=True)
        self._refusal.hide()
        self._own = label(tr("None of these tools counts so: the rules are this funnel's own."), "muted", wraps=True)
        inner = self._laid_out()
        inner.setContentsMargins(0, 0, 10, 8)
        self.setLayout(column(scrolling(inner, tr("Rules"), takes_focus=True)))
        self._join()

    def follow(self, presenter: RulesPresenter) -> None:
        self._presenter = presenter

    def show_rules(self, spec: FunnelSpec) -> None:
        rules = spec.rules
        preset = rules.name if is_preset(rules) else None
        for group in self._groups:
            group.setExclusive(False)
        for (name, value), made in self.buttons.items():
            made.setChecked(value == preset if name == PRESET else value_of(spec, name) == value)
        for group in self._groups:
            group.setExclusive(True)
        self._own.setVisible(preset is None)
        self.window_edit.show_duration(rules.window_us)
        self._grace.setVisible(rules.ties in {Ties.GRACE, Ties.ROUNDED})
        if rules.grace_us:
            self.grace_edit.show_duration(rules.grace_us)
        self._refusal.hide()

    def show_effects(self, effects: dict[Key, Effect]) -> None:
        for key, beside in self.effects.items():
            effect = effects.get(key)
            beside.setText(effect.text if effect else "")
            beside.setToolTip(effect.words if effect else "")
            is_news = effect is not None and not effect.is_same
            theme.dress(beside, "label" if is_news else "muted")

    def show_refusal(self, text: str) -> None:
        self._refusal.setText(text)
        self._refusal.setVisible(bool(text))

    def showEvent(self, _event: object) -> None:
        if self._presenter:
            self._presenter.show(True)

    def hideEvent(self, _event: object) -> None:
        if self._presenter:
            self._presenter.show(False)

    def _laid_out(self) -> QVBoxLayout:
        layout = column(space=2)
        note = tr("Beside each choice: who would come through, and the change against now.")
        layout.addWidget(label(tr("Rules of"), "label"))
        layout.addWidget(label(note, "caption", wraps=True))
        presets = [(PRESET, name, preset.title.partition(" (")[0], _about(name)) for name, preset in PRESETS.items()]
        layout.addLayout(self._choices(presets))
        layout.addWidget(self._own)
        layout.addSpacing(theme.sizes().related)
        layout.addWidget(label(tr("Window"), "label"))
        layout.addWidget(label(tr("How long someone may take. Within it they are under way, after it they left."),
                               "caption", wraps=True))  # fmt: skip
        layout.addWidget(self.window_edit)
        layout.addWidget(self._refusal)
        for field in FIELDS:
            layout.addSpacing(theme.sizes().related)
            layout.addWidget(label(field.title, "label"))
            layout.addWidget(label(field.question, "caption", wraps=True))
            layout.addLayout(self._choices([_told(field.name, choice) for choice in field.choices]))
            if field.name == "ties":
                layout.addWidget(self._grace)
        layout.addStretch(1)
        return layout

    def _choices(self, choices: Sequence[tuple[str, object, str, str]]) -> QBoxLayout:
        """Choices of which one holds, each with what would change."""
        group = QButtonGroup(self)
        self._groups.append(group)
        layout = column(space=0)
        for name, value, words, meaning in choices:
            made = QRadioButton(words)
            made.setAccessibleName(words)
            made.setToolTip(meaning)
            made.clicked.connect(lambda _=False, name=name, value=value: self._choose(name, value))
            group.addButton(made)
            beside = label(look="muted")
            self.buttons[name, value], self.effects[name, value] = made, beside
            line = row(made, 1, beside)
            layout.addLayout(line)
        return layout

    def _choose(self, name: str, value: object) -> None:
        if self._presenter:
            self._presenter.choose(name, value)

    def _join(self) -> None:
        self.window_edit.written.connect(lambda text: self._set_window(text, is_final=False))
        self.window_edit.set.connect(lambda text: self._set_window(text, is_final=True))
        self.grace_edit.written.connect(lambda text: self._set_grace(text, is_final=False))
        self.grace_edit.set.connect(lambda text: self._set_grace(text, is_final=True))

    def _set_window(self, text: str, *, is_final: bool) -> None:
        if self._presenter:
            self._presenter.set_window(text, is_final=is_final)

    def _set_grace(self, text: str, *, is_final: bool) -> None:
        if self._presenter:
            self._presenter.set_grace(text, is_final=is_final)


def _told(name: str, choice: Choice) -> tuple[str, object, str, str]:
    return name, choice.value, choice.words, choice.meaning


def _about(name: str) -> str:
    """What a tool does otherwise than we do."""
    preset = PRESETS[name]
    differences = "; ".join(preset.differences) or tr("our usual rules")
    return f"{differences}. {preset.beyond}".strip()
