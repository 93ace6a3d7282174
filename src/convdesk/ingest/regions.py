"""Countries: whose phone numbers are known without their code, from the study's time zone."""

from __future__ import annotations

import zoneinfo
from functools import cache
from importlib import resources
from pathlib import Path


def regions_of(zone: str, told: str = "") -> tuple[str, ...]:
    """The countries that were told (`NO, DE`), else those of a time zone (`Europe/Oslo`: NO), as two letters."""
    if told.strip():
        return tuple(word.upper() for word in told.replace(",", " ").split())
    return _countries().get(zone, ())


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    """Time zone → its country, where the system or the package of zones says so."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _table().splitlines():
        cells = line.split("\t")
        if len(cells) > 2 and not line.startswith("#"):
            found[cells[2]] = (cells[0],)
    return found


def _table() -> str:
    for folder in zoneinfo.TZPATH:
        path = Path(folder) / "zone.tab"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    try:
        return (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return ""
