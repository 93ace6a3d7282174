"""Check-boxes that a tool joined into one cell: split by the options known from the data, or kept whole."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SEPARATORS = ("; ", ", ", ";", "|", "\n", ",")
LONGEST = 8
"""An option has at most so many pieces."""
ENOUGH = 3
"""A piece that so many answers hold is an option."""
COMMON = 0.7
"""So many of the answers must be made of options, or nothing is split."""
MIXED = 0.15
"""And more than this share must hold several, unless the question says “all that apply”."""
OFTEN = 20
FIRST = 20
LEAST_RANKED = 3
RANKED = 0.9
"""So many of the answers must hold all options for them to be a ranking of these."""
LOOKED_AT = 1000

Cut = tuple[tuple[str, ...], int]
"""The options in a cell, and how often the cell was met."""

_DIGITS = re.compile(r"\d,\d")
_CODES = re.compile(r"\d{1,2}(?:,\d{1,2})*")
_SEVERAL = re.compile(
    r"(?:select|check|choose|tick|mark|pick)\b.{0,20}\b(?:all|any|many|multiple|several|up to)|all that apply"
    r"|as many as"
    r"|(?:marca|marque|selecci|elige|elija|escoge)\w*\b.{0,20}\btod[ao]s|mehrfach|alle zutreffenden|mehrere"
    r"|toutes les|plusieurs|tutte le|tutti quelli|todas as|todos os|alle som|alle der|meerdere|все подходящие"
    r"|複数|すべて|多选|多選|所有适用",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Joined:
    """How cells are split: by which separator, into which options (most frequent first)."""

    separator: str
    options: tuple[str, ...]

    def split(self, cell: str) -> tuple[str, ...]:
        """The options in a cell, in its order; what lies between known ones stays one text (“other, with commas”)."""
        return tuple(_merged(cell.split(self.separator), self._known, self.separator))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.options)


class _Ranked(Joined):
    """Options in the order they were ranked; a separator may end the cell, too."""

    def split(self, cell: str) -> tuple[str, ...]:
        return tuple(piece.strip() for piece in cell.split(self.separator) if piece.strip())


def asks_for_several(title: str) -> bool:
    """Whether a question says that several options may be chosen."""
    return bool(_SEVERAL.search(title))


def joined_of(counts: Mapping[str, int], title: str = "") -> Joined | None:
    """How these cells (with how often each was met) are split; None where they are better kept whole."""
    least = MIXED if not asks_for_several(title) else 0.0
    for separator in SEPARATORS:
        cells = [(cell, count) for cell, count in islice(counts.items(), LOOKED_AT)]
        together = sum(count for cell, count in cells if separator in cell)
        total = sum(count for _, count in cells)
        if together < max(2, 0.05 * total) or (separator == "," and _has_thousands(cells)):
            continue
        joined = Joined(separator, _options(cells, separator))
        if len(joined.options) > 1 and _is_list([(joined.split(cell), count) for cell, count in cells], joined, least):
            return joined
    return None


def _is_list(cut: list[Cut], joined: Joined, least: float) -> bool:
    """Whether cells split so are lists of options; `least`: the share that must hold several."""
    if not _are_options(cut, joined):
        return False
    sets = [(frozenset(pieces), count) for pieces, count in cut]
    return _mixed(sets) > least and _vary(sets, joined)


def ranking_of(counts: Mapping[str, int]) -> Joined | None:
    """How cells are split that all hold the same options, each once, in orders that differ; None where they do not."""
    cells = list(islice(counts.items(), LOOKED_AT))
    for separator in SEPARATORS:
        first = [separator in cell for cell, _ in cells[:FIRST]]
        if len(cells) < 2 or 2 * sum(first) < len(first):
            continue
        cut = [([piece.strip() for piece in cell.split(separator) if piece.strip()], count) for cell, count in cells]
        options = max((pieces for pieces, _ in cut), key=len, default=[])
        if not LEAST_RANKED <= len(options) == len(set(options)):
            continue
        whole = sum(count for pieces, count in cut if len(pieces) == len(options) and set(pieces) == set(options))
        if whole >= RANKED * sum(counts.values()):
            return _Ranked(separator, tuple(options))
    return None


def _has_thousands(cells: list[tuple[str, int]]) -> bool:
    """Whether commas stand inside numbers; a list of short codes (`1,2,12`) is none of that."""
    return any(_DIGITS.search(cell) and not _CODES.fullmatch(cell) for cell, _ in cells)


def _options(cells: list[tuple[str, int]], separator: str) -> tuple[str, ...]:
    """The pieces that come again, those that never come apart put together again."""
    pieces = [(cell.split(separator), count) for cell, count in cells]
    glue = _glued(pieces)
    found: Counter[str] = Counter()
    for cut, count in pieces:
        for option in set(_glue(cut, glue, separator)):
            found[option] += count
    return tuple(option for option, count in found.most_common() if count >= ENOUGH and option.strip())


def _glued(pieces: list[tuple[list[str], int]]) -> frozenset[tuple[str, str]]:
    """Neighbours that are one option with a separator in it: they are met often, and never one without the other."""
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for cut, count in pieces:
        for piece in cut:
            alone[piece] += count
        for pair in pairwise(cut):
            pairs[pair] += count
    return frozenset(
        pair
        for pair, count in pairs.items()
        if count >= ENOUGH and pair[0] != pair[1] and _never_apart(count, max(alone[pair[0]], alone[pair[1]]))
    )


def _never_apart(together: int, each: int) -> bool:
    """Whether two pieces are always met together; where they are met often, somebody may have typed one of them."""
    return together == each or (together >= OFTEN and together >= 0.95 * each)


def _glue(cut: list[str], glue: frozenset[tuple[str, str]], separator: str) -> list[str]:
    out: list[str] = []
    for place, piece in enumerate(cut):
        if place and (cut[place - 1], piece) in glue:
            out[-1] += separator + piece
        else:
            out.append(piece)
    return out


def _merged(cut: list[str], known: frozenset[str], separator: str) -> Iterable[str]:
    """Pieces as options, the longest known first; unknown neighbours stay together."""
    place, unknown = 0, []
    while place < len(cut):
        reach = min(len(cut), place + LONGEST)
        end = next((end for end in range(reach, place, -1) if separator.join(cut[place:end]) in known), None)
        if end is None:
            unknown.append(cut[place])
            place += 1
            continue
        if unknown:
            yield separator.join(unknown).strip()
            unknown = []
        yield separator.join(cut[place:end]).strip()
        place = end
    if unknown:
        yield separator.join(unknown).strip()


def _are_options(cut: list[Cut], joined: Joined) -> bool:
    """Whether most answers are made of options alone."""
    known = frozenset(joined.options)
    fitting = sum(count for pieces, count in cut if known.issuperset(pieces))
    return fitting >= COMMON * sum(count for _, count in cut)


def _mixed(sets: list[tuple[frozenset[str], int]]) -> float:
    """The share of answers that hold several options; 0 where only one set is met: a phrase with a comma is no list."""
    several = {found for found, _ in sets if len(found) > 1}
    if len(several) == 1 and not any(len(found) == 1 and any(found < more for more in several) for found, _ in sets):
        return 0.0
    return sum(count for found, count in sets if len(found) > 1) / sum(count for _, count in sets)


def _vary(sets: list[tuple[frozenset[str], int]], joined: Joined) -> bool:
    """Whether most options come alone or in several combinations: “Yes, always” is one option, however often given."""
    met: dict[str, set[frozenset[str]]] = {}
    for cut, _ in sets:
        for option in cut:
            met.setdefault(option, set()).add(cut)
    known = [option for option in joined.options if option in met]
    apart = sum(len(met[option]) > 1 or frozenset((option,)) in met[option] for option in known)
    return 2 * apart > len(known)
