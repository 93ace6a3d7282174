"""Which columns are one question: read from headers like `Question - Option`, and from what stands in the cells."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.survey_kinds import FEW_ANSWERS, SPECIFY
from convdesk.ingest.survey_table import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convdesk.ingest.survey_kinds import Facts
    from convdesk.ingest.survey_table import SurveyColumn

NO = frozenset({
    "0", "no", "n", "false", "unchecked", "not selected", "not checked", "off", "nein", "non", "nei", "nej", "nee",
    "não", "nao", "нет", "いいえ", "否",
})  # fmt: skip
"""What stands in a box that was not ticked."""
YES = frozenset({
    "1", "yes", "y", "true", "x", "checked", "selected", "on", "ja", "oui", "sí", "si", "sim", "да", "はい", "是",
    "✓", "✔",
})  # fmt: skip
RANKED_ALIKE = 0.95
"""So many of the responses must give every option a place of its own."""
_PLACE = re.compile(
    r"(?:rank|choice|place|platz|rang|priority)?\W*(?:no\.?|#)?\s*(\d{1,2})(?:st|nd|rd|th|\.|º|ª|er|e)?\s*(?:choice|place|rank|priority|wahl|platz)?",
    re.IGNORECASE,
)
"""A place in an order: `1`, `1st`, `2nd choice`, `Rank 3`."""
_GRID = re.compile(r"(.+?)\s*\[([^\[\]]*)\]\s*", re.DOTALL)
_RANK_OF = re.compile(r"(.*?\brank\w*\b[^:]*?)\s*:\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_RANK_BEFORE = re.compile(r"rank(?:ing)?\s*[:–-]\s*(?=\S)", re.IGNORECASE)
"""Headers of options that were ranked: `Rank: Price`."""
_DASH = " - "
_AGAIN = re.compile(r"·\d+$")
"""What keeps equal headers apart."""


def with_families(columns: Sequence[SurveyColumn]) -> tuple[SurveyColumn, ...]:
    """Columns of a plain header, `Question - Option` and `Question [Row]` known as parts of one question."""
    cut = [_cut(column.title) for column in columns]
    titles = Counter(question for question, sub in cut if sub)
    whole = {column.title for column in columns}
    out = []
    for column, (question, sub) in zip(columns, cut, strict=True):
        if column.role or column.question:
            out.append(column)
        elif _is_family((question, sub), titles, whole):
            out.append(replace(column, question=question, text=question, sub=sub, part=Part.SUB))
        else:
            is_head = column.title in titles
            out.append(replace(column, question=column.title, text=column.title) if is_head else column)
    return tuple(out)


def with_parts(columns: Sequence[SurveyColumn], facts: Sequence[Facts]) -> tuple[SurveyColumn, ...]:
    """Columns whose part is open (SUB) as what the cells say they are: boxes to tick, ranks, or lines of a matrix."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, column in enumerate(columns):
        if column.part is Part.SUB:
            groups.setdefault((column.question, column.row), []).append(place)
    parts: dict[int, Part] = {}
    for places in groups.values():
        parts.update(_parts_of([(place, columns[place], facts[place]) for place in places]))
    return tuple(_as_part(column, parts[place]) if place in parts else column for place, column in enumerate(columns))


def _as_part(column: SurveyColumn, part: Part) -> SurveyColumn:
    """A column as a part of its question; an option that was ranked is called by its own words alone."""
    sub = _RANK_BEFORE.sub("", column.sub, count=1) if part is Part.RANK else column.sub
    return replace(column, part=part, sub=sub)


def _cut(title: str) -> tuple[str, str]:
    """A header as question and option; the option is empty where it names none."""
    title = _AGAIN.sub("", title)
    grid = _GRID.fullmatch(title)
    if grid:
        return grid[1].strip(), grid[2].strip() or grid[1].strip()
    rank = _RANK_OF.fullmatch(title)
    if rank and _DASH not in title:
        return rank[1].strip(), rank[2].strip()
    question, dash, sub = title.rpartition(_DASH)
    return (question.strip(), sub.strip()) if dash and question.strip() else (title, "")


def _is_family(cut: tuple[str, str], titles: Counter[str], whole: set[str]) -> bool:
    question, sub = cut
    return bool(sub) and (titles[question] > 1 or (question in whole and bool(SPECIFY.search(sub))))


Member = tuple[int, "SurveyColumn", "Facts"]


def _parts_of(members: Sequence[Member]) -> Iterable[tuple[int, Part]]:
    """What each of the open columns of one question is."""
    others = {place for place, column, facts in members if _is_other(column, facts)}
    rest = [(place, column, facts) for place, column, facts in members if place not in others]
    yield from ((place, Part.OTHER) for place in others)
    part = Part.OPTION if _are_boxes(rest) else Part.RANK if _are_ranks(rest) else Part.ROW
    if part is Part.ROW and _are_places(rest):
        part = Part.PLACE
    yield from ((place, part) for place, _, _ in rest)


def place_in_order(text: str) -> int | None:
    """The place that a text names, from 1; None where it names none."""
    match = _PLACE.fullmatch(text.strip())
    return int(match[1]) if match and int(match[1]) else None


def _is_other(column: SurveyColumn, facts: Facts) -> bool:
    """Whether a column has the texts of “other”, and is not just a box called so."""
    return bool(SPECIFY.search(column.sub)) and not all(_is_tick(text, column) for text in facts.counts)


def _is_tick(text: str, column: SurveyColumn) -> bool:
    plain = text.casefold()
    return plain in YES or plain in NO or plain == column.sub.casefold()


def _are_boxes(members: Sequence[Member]) -> bool:
    """Whether every cell is a tick, or every column has one text of its own."""
    filled = [(column, facts) for _, column, facts in members if facts.n]
    if not filled:
        return False
    if all(_is_tick(text, column) for column, facts in filled for text in facts.counts):
        return True
    alone = [set(facts.counts) for _, facts in filled]
    is_constant = all(len({text for text in texts if text.casefold() not in NO}) <= 1 for texts in alone)
    return is_constant and sum(facts.n for _, facts in filled) >= FEW_ANSWERS and len(set().union(*alone)) >= len(alone)


def _are_ranks(members: Sequence[Member]) -> bool:
    """Whether people gave every option a place of its own, from 1 to as many as there are."""
    if len(members) < 2:
        return False
    met = {place_in_order(text) for _, _, facts in members for text in facts.counts}
    if None in met or not met <= set(range(1, len(members) + 1)):
        return False
    return _are_apart([column.values for _, column, _ in members])


def _are_places(members: Sequence[Member]) -> bool:
    """Whether columns are the places of an order (`1st`, `2nd` …), and nobody put an option at two of them."""
    told = [place_in_order(column.sub) for _, column, _ in members]
    if len(members) < 2 or told != list(range(1, len(members) + 1)):
        return False
    options = {text for _, _, facts in members for text in facts.counts}
    return len(options) >= len(members) and _are_apart([column.values for _, column, _ in members])


def _are_apart(columns: Sequence[Sequence[str]]) -> bool:
    """Whether those who filled several of some columns put something else into each."""
    given = [[cell for cell in cells if cell] for cells in zip(*columns, strict=True)]
    several = [cells for cells in given if len(cells) > 1]
    apart = sum(len(set(cells)) == len(cells) for cells in several)
    return len(several) >= 2 and apart >= RANKED_ALIKE * len(several)
