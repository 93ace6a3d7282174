"""What a row of a click log is: a click, a move, a scroll, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CLICK, MOVE, SCROLL, OTHER = range(4)

_SCROLL = re.compile(r"scroll|wheel")
_CLICK = re.compile(
    r"(?<![a-z])(?:\$?(?:dbl|double|left|single|mouse|rage|dead|auto|user|on)?[ _-]?)(?:click|tap)(?:ed|s)?\b"
)
_DOWN = re.compile(r"(?:mouse|pointer)[ _-]?down|\bdown\b|press(?:ed)?\b|touch[ _-]?start")
_RIGHT = re.compile(r"right|middle|context|secondary")
_MOVE = re.compile(r"move|drag|path|hover|over\b|trajectory|enter|leave|\bout\b|gaze")
_NEITHER = re.compile(
    r"\bload|unload|blur|focus|key|input|change|resize|visib|submit|select|copy|paste|released|\bup\b|mouse[ _-]?up"
    r"|pointer[ _-]?up|touch[ _-]?end|navigat|page_?view"
)
_NOTHING = frozenset({"", "none", "null", "nan", "0", "0.0", "false", "no", "nobutton", "n", "-"})
_OF_A_CLICK = re.compile(
    r"(?:.*_)?(?:time|seconds)_to_click(?:_.*)?|click_(?:x|y|time|timestamp|at|date|element|selector|target|id|url)"
    r"|clicked_(?:element|at|on|selector|target|url)"
)
_BROWSERS = {"browser", "device", "operating_system", "os"}
MATOMO_KINDS = {
    "1": "move (1)", "2": "click (2)", "3": "scroll (3)", "4": "resize (4)", "5": "scroll in an element (5)",
}  # fmt: skip
"""What Matomo's session recordings call by numbers."""
MATOMO_COLUMNS = frozenset({"time_since_load", "event_type"})
_TICK_NAMES = re.compile(r"(?:is_?)?(?:left_?|right_?)?(?:click(?:ed)?|scroll(?:ed)?)")


@dataclass(frozen=True)
class Kinds:
    """What each kind found in a file is taken for, and a sentence that says so."""

    classes: tuple[int, ...]
    sentence: str


def kind_word(column: str, value: str) -> str:
    """What one cell says of the kind: in a column `click` that it was one; nothing where it says so."""
    plain = value.strip().lower()
    if _TICK_NAMES.fullmatch(column):
        return "" if plain in _NOTHING else column
    return "" if plain in _NOTHING - {"0"} else plain


def why_clicks(columns: Iterable[str], *, is_anonymous: bool) -> str:
    """Why every row of a log is a click, from the names of its columns; empty where nothing says so."""
    names = set(columns)
    named = next((name for name in sorted(names) if _OF_A_CLICK.fullmatch(name)), None)
    if named:
        return f"The column “{named}” is of clicks"
    if is_anonymous and "referrer" in names and names & _BROWSERS:
        return "Each row tells a referrer and a browser, as Crazy Egg's confetti does for each click"
    return ""


def is_pointer_kind(value: str) -> bool:
    """Whether a word is the name of something done with a pointer, a finger or a key."""
    plain = value.strip().lower()
    tests = (_SCROLL, _CLICK, _DOWN, _MOVE, _NEITHER)
    return plain in _NOTHING or plain in {"start", "end", "1", "2"} or any(test.search(plain) for test in tests)


def kinds_of(words: Sequence[str], told: str, are_clicks: str, step_ms: float) -> Kinds:
    """What the words are taken for. `told`: those that mean a click, by commas, or `all` or `none`.

    Where no word says anything, `are_clicks` (why every row is one, or nothing) decides, and then `step_ms`, the usual
    time between rows.
    """
    if told:
        wanted = {word.strip().lower() for word in told.split(",")}
        classes = [_told(word, wanted) for word in words]
        return Kinds(tuple(classes), _sentence(words, classes))
    if not any(words) and are_clicks:
        return Kinds((CLICK,) * len(words), f"{are_clicks}: every row is taken for a click.")
    if not any(words):
        is_click = step_ms >= 250
        how = "far apart: they are taken for clicks" if is_click else "close together: they are taken for moves"
        return Kinds((CLICK if is_click else MOVE,) * len(words), f"No column says what was done, and rows are {how}.")
    classes = [_class_of(word, _CLICK) for word in words]
    if CLICK not in classes:
        classes = [_class_of(word, _DOWN) for word in words]
    if CLICK not in classes:
        classes = [MOVE if kind == OTHER and not _NEITHER.search(word) else kind
                   for kind, word in zip(classes, words, strict=True)]  # fmt: skip
    return Kinds(tuple(classes), _sentence(words, classes))


def _told(word: str, wanted: set[str]) -> int:
    if "all" in wanted or word in wanted or any(part in wanted for part in word.split()):
        return CLICK
    kind = _class_of(word, _CLICK)
    return MOVE if kind == CLICK or (kind == OTHER and not _NEITHER.search(word)) else kind


def _class_of(word: str, click: re.Pattern[str]) -> int:
    if _SCROLL.search(word):
        return SCROLL
    if click.search(word) and not _RIGHT.search(word):
        return CLICK
    if _NEITHER.search(word):
        return OTHER
    return MOVE if not word or _MOVE.search(word) else OTHER


def _sentence(words: Sequence[str], classes: Sequence[int]) -> str:
    named = [
        (title, [word for word, kind in zip(words, classes, strict=True) if kind == wanted and word])
        for wanted, title in ((CLICK, "clicks"), (MOVE, "moves"), (SCROLL, "scrolls"), (OTHER, "neither"))
    ]
    parts = [f"{', '.join(f'“{word}”' for word in some[:4])}{'…' if len(some) > 4 else ''} as {title}"
             for title, some in named if some]  # fmt: skip
    none = "" if CLICK in classes else " No word means a click."
    return f"Rows were taken by their kind: {'; '.join(parts) or 'all as moves'}.{none}"
