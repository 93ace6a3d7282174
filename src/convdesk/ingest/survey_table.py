"""A survey as every format is parsed into it: columns that know which question they belong to, one value a response."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

    from convdesk.model.answers import QuestionKind, ResponseState
    from convdesk.model.mapping import Role


class Part(StrEnum):
    """What a column is of its question, as far as the format tells; the values decide about the rest.

    WHOLE: its only answer. OPTION: a box to tick. ROW: a line of a matrix. PLACE: what was ranked there. RANK: at
    which place the option was ranked. OTHER: the text of “other”. SUB: one of OPTION, ROW and RANK.
    """

    WHOLE = "whole"
    SUB = "sub"
    OPTION = "option"
    ROW = "row"
    RANK = "rank"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True)
class SurveyColumn:
    """One column: its name in the file, and a value for each response (empty: not answered).

    `question`: columns that have the same are one question; empty for a question of its own. `row` groups the boxes
    of one line of a matrix. `role` and `kind`: where the format says what the column is. `options`: those it names.
    """

    name: str
    values: Sequence[str] = ()
    role: Role | None = None
    kind: QuestionKind | None = None
    part: Part = Part.WHOLE
    question: str = ""
    text: str = ""
    row: str = ""
    sub: str = ""
    options: tuple[str, ...] = ()
    ends: tuple[float, float] | None = None
    """The least and the greatest number that could be answered, where the format says so; `labels`: words for some."""
    labels: Mapping[str, str] = field(default_factory=dict)
    counts: Counter[str] | None = field(default=None, compare=False, repr=False)
    """How often each value is there, where it was counted."""

    @property
    def title(self) -> str:
        return self.text or self.name


@dataclass
class SurveyTable:
    """All columns and responses of a survey. `vendor`: whose response ids tell them apart the world over.

    `lines`: where each response begins; `states`: None where the format does not say. `zone`: of times without one.
    `width`: how many columns the file has, where some are left out.
    """

    where: str
    title: str
    columns: tuple[SurveyColumn, ...]
    lines: Sequence[int]
    header_rows: int = 1
    width: int = 0
    vendor: str = ""
    survey_id: str = ""
    zone: str = ""
    unit: str = "line"
    states: Sequence[ResponseState] | None = None
    rejected: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def warn(self, what: str, remedy: str) -> None:
        self.warnings.append(Problem(self.where, what, remedy))


@dataclass
class Rejects:
    """Rows that cannot be used: how many, and the first of them with what is wrong."""

    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, what: str, remedy: str) -> None:
        self.count += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(Problem(where, what, remedy))
