"""Columns folded into questions: check-boxes into one, a matrix into its lines, the text of “other” to its question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.ingest.questions import QUESTION_ROLES, ROLE_OF_KIND
from convdesk.ingest.survey_families import NO, place_in_order
from convdesk.ingest.survey_joined import ranking_of
from convdesk.ingest.survey_kinds import ends_of, facts_of
from convdesk.ingest.survey_table import Part
from convdesk.model.answers import NUMERIC, SEVERAL, AskedQuestion, Chosen, QuestionKind, Shape, joined_text
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from convdesk.ingest.survey_kinds import Facts
    from convdesk.ingest.survey_table import SurveyColumn
    from convdesk.model.progress import Progress

MOST_OPTIONS = 200
ENOUGH_FOR_ENDS = 10
"""With fewer answers it says nothing that nobody chose the end of a scale."""
OTHER = "Other"
CODED_OTHER = "-oth-"
NOT_SPLIT = "Several options may be joined in one cell; they could not be told apart and were kept whole."

Choices = Sequence[Chosen]


@dataclass(frozen=True)
class Folded:
    """One question with what each response answered: a text (empty: nothing), and the options where several fit.

    `counts`: how often each text was answered, where that is known.
    """

    asked: AskedQuestion
    texts: Sequence[str]
    choices: Choices | None = None
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True)
class _Member:
    column: SurveyColumn
    role: Role
    facts: Facts

    @property
    def label(self) -> str:
        return self.column.sub or self.column.title


def fold(
    columns: Sequence[SurveyColumn], roles: Sequence[Role], facts: Sequence[Facts], progress: Progress
) -> list[Folded]:
    """The questions in the order of the file, those that belong to another right behind it."""
    groups: dict[object, list[_Member]] = {}
    for place, (column, role, known) in enumerate(zip(columns, roles, facts, strict=True)):
        if role in QUESTION_ROLES:
            groups.setdefault(column.question or place, []).append(_Member(column, role, known))
    folded: list[Folded] = []
    for number, members in enumerate(groups.values()):
        progress.step(number, len(groups), "Sorting the questions")
        head, *below = _question(members)
        position = len(folded) + 1
        folded.append(head)
        folded += [replace(one, asked=replace(one.asked, parent=position)) for one in below]
    return _with_notes(folded, {column.name for column in columns if column.kind is QuestionKind.NPS})


def _question(members: list[_Member]) -> Iterator[Folded]:
    """One question: itself, then its lines and the texts of “other”."""
    title = members[0].column.title
    others = [member for member in members if member.column.part is Part.OTHER]
    rest = [member for member in members if member.column.part is not Part.OTHER]
    pieces = _pieces(rest or others)
    others = others if rest else []
    if len(pieces) == 1:
        yield _titled(_piece(pieces[0], others), _title_of(title, pieces[0]))
    else:
        names = tuple(member.column.name for member in members)
        count = len(members[0].column.values)
        yield Folded(AskedQuestion(title, QuestionKind.MATRIX, Shape(columns=names)), [""] * count)
        for piece in pieces:
            label = piece[0].column.row or piece[0].label
            yield _titled(_piece(piece, []), _joined_title(title, label), row=label)
    for other in others:
        shape = Shape(row=other.column.sub, columns=(other.column.name,))
        asked = AskedQuestion(_joined_title(title, other.column.sub or OTHER), QuestionKind.OTHER, shape)
        yield Folded(asked, other.column.values)


def _pieces(members: list[_Member]) -> list[list[_Member]]:
    """What is answered on its own: the boxes of one line, all ranks, and each other column."""
    pieces: dict[object, list[_Member]] = {}
    for place, member in enumerate(members):
        key: object = place
        if member.column.part is not Part.WHOLE and member.role in {Role.MULTIPLE, Role.RANKING}:
            key = (member.role, member.column.row)
        pieces.setdefault(key, []).append(member)
    return list(pieces.values())


def _piece(members: list[_Member], others: list[_Member]) -> Folded:
    first = members[0]
    if first.column.part is Part.WHOLE or first.role not in {Role.MULTIPLE, Role.RANKING}:
        return _single(first, others)
    return _boxes(members, others) if first.role is Role.MULTIPLE else _ranking(members)


def _single(member: _Member, others: list[_Member]) -> Folded:
    """A question with one column. Who wrote an “other” text chose it, whether the cell says so or not."""
    column, kind = member.column, _kind_of(member)
    texts = column.values
    if CODED_OTHER in member.facts.counts:
        texts = [OTHER if text == CODED_OTHER else text for text in texts]
    for other in others if kind is QuestionKind.CLOSED else ():
        label = other.column.sub or OTHER
        texts = [text or (label if said else "") for text, said in zip(texts, other.column.values, strict=True)]
    if kind in SEVERAL:
        return _split(member, kind)
    ends, labels = _scale_of(member) if kind in NUMERIC else (None, {})
    options = _options(member) if kind is QuestionKind.CLOSED else ()
    asked = AskedQuestion(column.title, kind, Shape(options, ends, labels, columns=(column.name,)))
    return Folded(asked, texts, counts=member.facts.counts if texts is column.values else None)


def _scale_of(member: _Member) -> tuple[tuple[float, float] | None, dict[str, str]]:
    """The ends and the words of a scale: those that were met, or that the format names."""
    ends, labels = ends_of(member.facts)
    told = member.column.ends
    if told is not None and ends is not None:
        told = (min(told[0], ends[0]), max(told[1], ends[1]))
    return told or ends, {**member.column.labels, **labels}


def _kind_of(member: _Member) -> QuestionKind:
    """The kind that was found out, unless the researcher said another."""
    found = member.column.kind or member.facts.kind(member.column.title)
    return found if ROLE_OF_KIND[found] is member.role else QUESTION_ROLES[member.role]


def _options(member: _Member) -> tuple[str, ...]:
    met = [text for text, _ in member.facts.counts.most_common(MOST_OPTIONS)]
    return tuple(dict.fromkeys([*member.column.options, *(OTHER if text == CODED_OTHER else text for text in met)]))


def _split(member: _Member, kind: QuestionKind) -> Folded:
    """Options joined in one cell, split where they can be told apart; those of a ranking are in their order."""
    column, is_ranking = member.column, kind is QuestionKind.RANKING
    joined = ranking_of(member.facts.counts) if is_ranking else member.facts.joined(member.column.title)
    cut: dict[str, Chosen] = {text: joined.split(text) if joined else (text,) for text in member.facts.counts}
    cut[""] = None
    choices = [cut[text] for text in column.values]
    options = column.options or (joined.options if joined else _options(member))
    shape = Shape(options, columns=(column.name,), note="" if joined else NOT_SPLIT)
    return _several(AskedQuestion(column.title, kind, shape), choices)


def _boxes(members: list[_Member], others: list[_Member]) -> Folded:
    """Boxes to tick: n is who ticked any, or was seen to leave it empty."""
    ticked = zip(*([*map(_ticks_of(member).get, member.column.values)] for member in [*members, *others]), strict=True)
    met: dict[tuple[str | None, ...], Chosen] = {}
    choices = [met[row] if row in met else met.setdefault(row, _chosen(row)) for row in ticked]
    options = tuple(dict.fromkeys(member.label for member in [*members, *others]))
    shape = Shape(options, columns=tuple(member.column.name for member in members))
    return _several(AskedQuestion(members[0].column.title, QuestionKind.MULTIPLE, shape), choices)


def _ticks_of(member: _Member) -> dict[str, str]:
    """What a box's cells say: its label where it is ticked, nothing where it was left empty; blanks are not there."""
    is_other, label = member.column.part is Part.OTHER, member.label
    return {text: label if is_other or text.casefold() not in NO else "" for text in member.facts.counts}


def _chosen(row: tuple[str | None, ...]) -> Chosen:
    """The labels of a row of boxes, each once; None where none was seen."""
    return None if row.count(None) == len(row) else tuple(dict.fromkeys(label for label in row if label))


def _ranking(members: list[_Member]) -> Folded:
    """Options in the order they were ranked: a column a place, or a column an option with its place in it."""
    values = zip(*(member.column.values for member in members), strict=True)
    if members[0].column.part is Part.PLACE:
        ranked = [tuple(cell for cell in cells if cell) for cells in values]
        met = facts_of([cell for chosen in ranked for cell in chosen])
        options = tuple(option for option, _ in met.counts.most_common(MOST_OPTIONS))
    else:
        options = tuple(member.label for member in members)
        ranked = [_ranked(options, cells) for cells in values]
    shape = Shape(options, columns=tuple(member.column.name for member in members))
    asked = AskedQuestion(members[0].column.title, QuestionKind.RANKING, shape)
    return _several(asked, [cells or None for cells in ranked])


def _ranked(options: Sequence[str], cells: Sequence[str]) -> tuple[str, ...]:
    places = [(number, option) for cell, option in zip(cells, options, strict=True) if (number := place_in_order(cell))]
    return tuple(option for _, option in sorted(places, key=lambda pair: pair[0]))


def _several(asked: AskedQuestion, choices: Choices) -> Folded:
    texts = {chosen: "" if chosen is None else joined_text(chosen) for chosen in set(choices)}
    return Folded(asked, [texts[chosen] for chosen in choices], choices)


def _title_of(title: str, piece: list[_Member]) -> str:
    """The title of a question that has one line only: with the line's words, where it has some of its own."""
    column = piece[0].column
    is_line = column.part in {Part.ROW, Part.SUB} and len(piece) == 1 and column.sub not in {"", title}
    return _joined_title(title, column.sub) if is_line else title


def _joined_title(title: str, label: str) -> str:
    return f"{title} – {label}" if title and label != title else label


def _titled(one: Folded, title: str, row: str = "") -> Folded:
    return replace(one, asked=replace(one.asked, text=title, shape=replace(one.asked.shape, row=row)))


def _with_notes(folded: list[Folded], known: set[str]) -> list[Folded]:
    """Scales for an NPS that run from 1: said of all of the survey, for not every one is answered with its ends.

    `known`: columns whose tool says itself that they are on the scale from 0 to 10.
    """
    guessed = [
        one for one in folded if one.asked.kind is QuestionKind.NPS and not known.intersection(one.asked.shape.columns)
    ]
    least = min((one.asked.shape.ends[0] for one in guessed if one.asked.shape.ends), default=0.0)
    if least <= 0 or sum(bool(text) for one in guessed for text in one.texts) < ENOUGH_FOR_ENDS:
        return folded
    note = f"No answer is below {least:g}"
    note += ": a scale of 1–10 is not the NPS standard of 0–10." if least == 1 else "; the NPS standard is 0–10."
    return [_noted(one, note) if any(one is other for other in guessed) else one for one in folded]


def _noted(one: Folded, note: str) -> Folded:
    return replace(one, asked=replace(one.asked, shape=replace(one.asked.shape, note=note)))
