"""Turns tokens into what Qt paints with; the only place that knows a colour or a style sheet."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from functools import cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from convdesk.desk.resources import resource
from convdesk.desk.tokens import Colours, Sizes, mix, read_colours, read_sizes

HEAT_LIMIT = 0.6
"""Heat over a page never hides more than this, so that its labels stay readable."""

_LEAST_LINE = 18

LEFT_PALE = 0.72
"""How strong those who left are drawn where another drop-off is chosen; still 3 : 1 on a pane."""


class Appearance(StrEnum):
    """Which colours are worn."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Follows the system's colour scheme, or a pinned one, and dresses the application in it."""

    changed = Signal()

    def __init__(self, app: QApplication, appearance: Appearance = Appearance.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._base = QFont(app.font())
        self.appearance = appearance
        app.setStyle("Fusion")
        app.setFont(_tabular(self._base))
        self._wears: Colours[str] | None = None
        app.styleHints().colorSchemeChanged.connect(self.apply)
        self.pin(appearance)

    def pin(self, appearance: Appearance) -> None:
        """Wear these colours; SYSTEM follows the system again."""
        self.appearance = appearance
        hints = self._app.styleHints()
        if appearance is Appearance.SYSTEM:
            hints.unsetColorScheme()
        else:
            is_dark = appearance is Appearance.DARK
            hints.setColorScheme(Qt.ColorScheme.Dark if is_dark else Qt.ColorScheme.Light)
        self.apply()

    @property
    def is_dark(self) -> bool:
        if self.appearance is Appearance.SYSTEM:
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self.appearance is Appearance.DARK

    def apply(self) -> None:
        """Palette first, then the short style sheet: taking the old sheet off first is five times as fast."""
        written = colours_of(self.is_dark)
        if self._wears is written:
            return
        self._wears = written
        _worn.written, _worn.painted = written, written.through(QColor)
        self._app.setStyleSheet("")
        self._app.setPalette(_palette(written))
        self._app.setStyleSheet(_style_sheet(written, self._base, self.is_dark))
        self.changed.emit()


class _Worn:
    """What the application wears now, for widgets that paint themselves."""

    written: Colours[str]
    painted: Colours[QColor]


_worn = _Worn()


def paints() -> Colours[QColor]:
    """The colours worn now, to paint with."""
    if not hasattr(_worn, "painted"):
        _worn.painted = colours_of(False).through(QColor)
    return _worn.painted


@cache
def sizes() -> Sizes:
    return read_sizes(resource("theme", "sizes.toml"))


@cache
def colours_of(is_dark: bool) -> Colours[str]:
    return read_colours(resource("theme", "dark.toml" if is_dark else "light.toml"))


def faded(colour: QColor, share: float) -> QColor:
    """The colour with this share of its strength."""
    paler = QColor(colour)
    paler.setAlphaF(share)
    return paler


def font_of(widget: QWidget, kind: str = "body", *, is_bold: bool = False) -> QFont:
    """The widget's font in another size of the scale: caption, body, label, heading or title."""
    font = QFont(widget.font())
    base = QApplication.font().pointSizeF()
    font.setPointSizeF(max(6.0, base + sizes().type[kind]))
    font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
    return font


def fixed_font() -> QFont:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def dress(widget: QWidget, look: str) -> None:
    """Give a widget one of the looks of the style sheet; a new one is polished when it is first shown."""
    widget.setProperty("look", look)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def is_motion_reduced() -> bool:
    """Whether the system asks for less motion."""
    return not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)


def _tabular(font: QFont) -> QFont:
    even = QFont(font)
    even.setFeature(QFont.Tag("tnum"), 1)
    return even


def _palette(colours: Colours[str]) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: colours.canvas,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.sunken,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.PlaceholderText: colours.ink_muted,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.ink,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Light: colours.surface,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.line_strong,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.ink_muted))
    return palette


def _style_sheet(colours: Colours[str], font: QFont, is_dark: bool) -> str:
    points = {f"{kind}_pt": f"{font.pointSizeF() + more:g}" for kind, more in sizes().type.items()}
    spaces = {name: size for name, size in asdict(sizes()).items() if name != "type"}
    worn = "dark" if is_dark else "light"
    own = {
        "line_px": str(max(_LEAST_LINE, QFontMetrics(font).height())),
        "accent_deep": mix(colours.accent, colours.ink, 0.6),
        "accent_hover": mix(colours.accent, colours.ink, 0.15),
        "chevron": resource("icons", f"chevron-{worn}.svg").as_posix(),
        "folded": resource("icons", f"folded-{worn}.svg").as_posix(),
        "check": resource("icons", f"check-{worn}.svg").as_posix(),
    }
    sheet = resource("theme", "base.qss").read_text(encoding="utf-8")
    return Template(sheet).substitute({**asdict(colours), **points, **spaces, **own})


def colour(written: str) -> QColor:
    """A token to paint with where the colours worn do not count, as on a page, which is always light."""
    return QColor(written)
