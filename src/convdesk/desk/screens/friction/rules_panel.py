"""The panel of rules: every threshold in plain words, and what it finds while it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from convdesk.desk import theme
from convdesk.desk.screens.friction.rule_fields import FIELDS, Field, Number
from convdesk.desk.screens.friction.sentences import effect
from convdesk.desk.widgets.parts import button, chooser, column, fill, label, row, scrolling
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.friction import NO_LIMIT, PRESETS
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from convdesk.desk.screens.friction.looks import FrictionLook
    from convdesk.desk.screens.friction.rules_presenter import RulesPresenter
    from convdesk.model.friction import FrictionRules
    from convdesk.model.friction import Signal as Sign
    from convdesk.model.problem import Problem

TYPING_MS = 250
_NAMES = tuple(PRESETS)
_LINES = 6


class Spin(QDoubleSpinBox):
    """A number that the wheel scrolls past instead of changing it."""

    def __init__(self, field: Number) -> None:
        super().__init__()
        self.setAccessibleName(field.words)
        self.setRange(field.least, field.most)
        self.setSingleStep(field.step)
        self.setDecimals(field.decimals)
        self.setSuffix(f" {field.unit}")
        self.setFixedWidth(92)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class RulesPanel(QWidget):
    """Shows what RulesPresenter decides. `left()` when the panel is closed."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._presenter: RulesPresenter | None = None
        self.spins: dict[str, Spin] = {}
        self.checks: dict[str, QCheckBox] = {}
        self._effects: dict[Sign, QLabel] = {}
        self._within = label(look="caption", wraps=True)
        self.presets = chooser(tr("Rules of"), self._choose)
        self.suppressed = QPlainTextEdit()
        self.suppressed.setAccessibleName(tr("What is meant to be clicked often, one a line"))
        self.suppressed.setTabChangesFocus(True)
        self.suppressed.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + 16)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._change)
        self.suppressed.textChanged.connect(self._typing.start)
        self._bar = NoticeBar()
        self.keeping = button(tr("Keep these rules"), self._keep, "primary")
        self.leaving = button(tr("Close"), self._leave, name=tr("Close, with the study's rules as they were"))
        self.setLayout(self._laid_out())

    def follow(self, presenter: RulesPresenter) -> None:
        self._presenter = presenter

    def enable_edits(self, may_edit: bool) -> None:
        """Whether rules can be kept; they can be tried always."""
        self.keeping.setVisible(may_edit)

    def show_rules(self, rules: FrictionRules, is_changed: bool) -> None:
        self._bar.hide()
        names = _NAMES if rules.name in _NAMES else (*_NAMES, rules.name)
        fill(self.presets, [_preset_words(name) for name in names], names.index(rules.name))
        for name, spin in self.spins.items():
            field = _numbers()[name]
            _quietly(spin, min(getattr(rules, name) / field.scale, field.most))
            spin.setEnabled(name != "rage_distance_px" or rules.rage_distance_px < NO_LIMIT)
        for name, check in self.checks.items():
            check.blockSignals(True)
            check.setChecked(getattr(rules, name))
            check.blockSignals(False)
        self._show_span(rules)
        text = "\n".join(rules.suppress)
        if not self.suppressed.hasFocus() or tuple(_lines(self.suppressed.toPlainText())) != rules.suppress:
            self.suppressed.blockSignals(True)
            self.suppressed.setPlainText(text)
            self.suppressed.blockSignals(False)
        self.keeping.setEnabled(is_changed)
        self.leaving.setText(tr("Leave as it was") if is_changed else tr("Close"))

    def show_effect(self, look: FrictionLook) -> None:
        kept = {found.signal: found for found in look.kept.signals} if look.kept else {}
        for found in look.result.signals:
            if found.signal in self._effects:
                self._effects[found.signal].setText(effect(found, kept.get(found.signal)))

    def show_problem(self, problem: Problem) -> None:
        self._bar.tell_problem(problem)

    def _laid_out(self) -> QVBoxLayout:
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 4, 8, 8)
        inner.setSpacing(theme.sizes().inside)
        for signal, fields in FIELDS.items():
            self._add_group(inner, signal, fields)
        often = label(tr("Meant to be clicked often"), "label")
        hint = tr("Never rage. One a line: a label with * for anything, or selector: and a selector.")
        inner.addWidget(often)
        inner.addWidget(label(hint, "caption", wraps=True))
        inner.addWidget(self.suppressed)
        inner.addStretch(1)
        scroll = scrolling(inner, tr("Rules"), is_wide=True, takes_focus=True)
        layout = column(
            label(tr("Rules"), "heading"), self.presets, self._bar, scroll, row(self.leaving, 1, self.keeping)
        )
        layout.setStretch(3, 1)
        return layout

    def _add_group(self, inner: QVBoxLayout, signal: Sign, fields: tuple[Field, ...]) -> None:
        inner.addWidget(label(signal.label[0].upper() + signal.label[1:], "label"))
        self._effects[signal] = label(look="caption", wraps=True)
        inner.addWidget(self._effects[signal])
        for field in fields:
            if isinstance(field, Number):
                spin = self.spins[field.field] = Spin(field)
                spin.valueChanged.connect(lambda _: self._typing.start())
                line = row(label(field.words, wraps=True), spin)
                line.setStretch(0, 1)
                inner.addLayout(line)
            else:
                check = self.checks[field.field] = QCheckBox(field.words)
                check.setAccessibleName(field.words)
                check.toggled.connect(lambda _: self._change())
                inner.addWidget(check)
        if signal is next(iter(FIELDS)):
            inner.addWidget(self._within)
        inner.addSpacing(theme.sizes().related)

    def _show_span(self, rules: FrictionRules) -> None:
        """Tools that count a whole burst within one span have no gap between clicks."""
        span = rules.rage_within_ms
        self.spins["rage_gap_ms"].setEnabled(span is None)
        said = tr("These rules ask for the whole burst within {n} s instead of a gap.")
        self._within.setText("" if span is None else said.format(n=f"{span / 1000:g}"))
        self._within.setVisible(span is not None)

    def _change(self) -> None:
        self._typing.stop()
        if self._presenter is None:
            return
        old, changes = self._presenter.rules, dict[str, Any]()
        for name, spin in self.spins.items():
            if spin.isEnabled():
                value = spin.value() * _numbers()[name].scale
                changes[name] = type(getattr(old, name))(round(value))
        changes |= {name: check.isChecked() for name, check in self.checks.items()}
        self._presenter.change(**changes, suppress=tuple(_lines(self.suppressed.toPlainText())))

    def _choose(self, place: int) -> None:
        if self._presenter and place < len(_NAMES):
            self._presenter.choose(_NAMES[place])

    def _keep(self) -> None:
        if self._typing.isActive():
            self._change()
        if self._presenter:
            self._presenter.keep()

    def _leave(self) -> None:
        self._typing.stop()
        if self._presenter and self._presenter.is_trying:
            self._presenter.leave()
        self.left.emit()


def _numbers() -> dict[str, Number]:
    return {field.field: field for fields in FIELDS.values() for field in fields if isinstance(field, Number)}


def _quietly(spin: Spin, value: float) -> None:
    """Another number, without telling of it as a change."""
    spin.blockSignals(True)
    if round(spin.value(), spin.decimals()) != round(value, spin.decimals()):
        spin.setValue(value)
    spin.blockSignals(False)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _preset_words(name: str) -> str:
    if name == _NAMES[0]:
        return tr("Defaults (convdesk)")
    return tr("As {tool} documents").format(tool=name) if name in _NAMES else tr("Your own rules")
