"""What the app remembers about how it is liked, declared as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """One choice: `choices` are the allowed values, the first is the default."""

    name: str
    title: str
    choices: tuple[str, ...]

    @property
    def default(self) -> str:
        return self.choices[0]


SETTINGS = (Setting("appearance", "Appearance", ("system", "light", "dark")),)
_NAMED = {setting.name: setting for setting in SETTINGS}


class Settings:
    """Reads and keeps settings and the places of windows and splitters."""

    def __init__(self, file: Path | None = None) -> None:
        own = (QSettings.Format.IniFormat, QSettings.Scope.UserScope, "convdesk", "desk")
        self._kept = QSettings(str(file), QSettings.Format.IniFormat) if file else QSettings(*own)

    def value(self, name: str) -> str:
        """The chosen value of a declared setting; its default when the kept one is not allowed."""
        setting = _NAMED[name]
        kept = str(self._kept.value(f"settings/{name}", setting.default))
        return kept if kept in setting.choices else setting.default

    def keep(self, name: str, value: str) -> None:
        """Raises ValueError for a value the setting does not allow."""
        if value not in _NAMED[name].choices:
            raise ValueError(f"{name} cannot be {value}")
        self._kept.setValue(f"settings/{name}", value)

    def place(self, name: str) -> QByteArray | None:
        """The kept geometry or splitter state of that name."""
        kept = self._kept.value(f"places/{name}")
        return kept if isinstance(kept, QByteArray) and not kept.isEmpty() else None

    def keep_place(self, name: str, state: QByteArray) -> None:
        self._kept.setValue(f"places/{name}", state)
