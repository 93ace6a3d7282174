"""One reader for every survey format: a format claims files and makes tables of them, the rest is the same for all."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from convdesk.ingest.collecting import collected_later
from convdesk.ingest.own_names import own_names
from convdesk.ingest.questions import is_question, propose_questions
from convdesk.ingest.reader import NO_CLAIM, PLAIN_TERMS, Claim, Reading
from convdesk.ingest.survey_families import with_parts
from convdesk.ingest.survey_fold import fold
from convdesk.ingest.survey_kinds import facts_about
from convdesk.ingest.survey_long import is_long, turned
from convdesk.ingest.survey_people import Said, choose_responses, plan_of, respondents_of, survey_mark
from convdesk.ingest.survey_report import Understood, report_of
from convdesk.ingest.survey_rows import read_first_records, read_records
from convdesk.ingest.survey_times import Moments, read_moments
from convdesk.model.answers import ResponseState, SurveyImport
from convdesk.model.imports import Proposal, SourceKind
from convdesk.model.mapping import Mapping, Role
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent
from convdesk.model.same_survey import same_survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from convdesk.ingest.reader import Head, Terms
    from convdesk.ingest.survey_fold import Folded
    from convdesk.ingest.survey_kinds import Facts
    from convdesk.ingest.survey_people import Chosen, Plan
    from convdesk.ingest.survey_rows import Records
    from convdesk.ingest.survey_table import SurveyTable
    from convdesk.model.progress import Progress

PREVIEW_ROWS = 12
SAMPLE_ROWS = 200
NO_QUESTION = "No column is a question: choose at least one."


@dataclass(frozen=True)
class Wanted:
    """What a format makes a table of: a file; with `head` only its beginning, where that is all that is needed."""

    path: Path
    progress: Progress
    options: dict[str, str]
    head: Head | None = None

    def records(self) -> Records:
        """The rows of a CSV or a spreadsheet."""
        if self.head is not None:
            return read_first_records(self.head)
        return read_records(self.path, self.progress, self.options.get("sheet", ""))


@dataclass(frozen=True)
class SurveyReader:
    """A survey format. `claimed` is cheap and never raises; `table` raises ProblemError and Cancelled."""

    name: str
    title: str
    needs: str
    claimed: Callable[[Head], Claim]
    table: Callable[[Wanted], SurveyTable]
    kind: SourceKind = SourceKind.SURVEY
    joins_parts: bool = False

    def claims(self, head: Head) -> Claim:
        """How sure it is that this file is its own."""
        return _claim(self.claimed, head)

    def propose(self, head: Head) -> Proposal:
        """The columns with their roles, and the first responses; personal columns are left out."""
        table, facts = _looked_at(self.table(Wanted(head.path, silent(), {}, head)))
        columns = propose_questions(table.columns, facts)
        claim = self.claims(head)
        rows = tuple(islice(zip(*(column.values for column in table.columns), strict=True), SAMPLE_ROWS))
        return Proposal(
            file=head.path.name, format=self.name, kind=self.kind, confidence=claim.confidence, reason=claim.reason,
            mapping=Mapping(self.name, columns), header=table.names, rows=rows[:PREVIEW_ROWS], sample=rows,
            missing=() if is_long(columns) or any(map(is_question, columns)) else (NO_QUESTION,),
        )  # fmt: skip

    @contextmanager
    def read(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS) -> Iterator[Reading]:
        """The survey. `mapping.options` may say how `dates` are written, which `sheet` to read, and to keep `tests`."""
        with collected_later():
            found, survey = _read(self.table(Wanted(path, progress, mapping.options)), mapping, terms, progress)
            report = report_of(self.name, path.name, found, survey)
            yield Reading(report, surveys=(survey,) if survey.respondents else ())


def _read(table: SurveyTable, mapping: Mapping, terms: Terms, progress: Progress) -> tuple[Understood, SurveyImport]:
    """The survey that a table holds; raises ProblemError for a table without a question."""
    if "sheet" in mapping.options:
        mapping = _of_this_sheet(mapping, table)
    table, facts, plan = _understood(*_widened(table, mapping), terms, progress)
    if not plan.has_questions:
        raise ProblemError(table.where, "No column is a question.", "Give at least one column a question role.")
    folded = fold(table.columns, plan.roles, facts, progress)
    questions = tuple(one.asked for one in folded)
    is_new = mapping.options.get("survey") == "new"
    known = None if is_new else same_survey(terms.known_surveys, table.survey_id, questions)
    mark = known.mark if known and known.mark else survey_mark(table)
    progress.step(0, 0, "Looking for what is there already")
    chosen = choose_responses(table, plan, table.vendor or mark, terms.known_responses)
    found = Understood(
        table, facts, plan, chosen, _moments(table, plan, chosen, mapping, progress), mapping.zone, known
    )
    said = _said(folded, chosen)
    people = respondents_of(table, plan, chosen, found.moments.at_us, said)
    survey = SurveyImport(
        table.title, questions, people, tuple(said.texts.values()), said.choices, said.counts,
        known.id if known else "", table.survey_id, mark, own_names(table.columns, chosen.places, mapping.privacy),
    )  # fmt: skip
    return found, survey


def _looked_at(table: SurveyTable) -> tuple[SurveyTable, list[Facts]]:
    """A table with what its cells say of its columns; raises ProblemError when nobody answered."""
    if not table.lines and not table.rejected:
        what = "The file has questions and no responses."
        raise ProblemError(table.where, what, "Export it again with its responses.")
    facts = [facts_about(column) for column in table.columns]
    return replace(table, columns=with_parts(table.columns, facts)), facts


def _of_this_sheet(mapping: Mapping, table: SurveyTable) -> Mapping:
    """A mapping without the columns of the sheet it was proposed for."""
    return replace(mapping, columns=tuple(column for column in mapping.columns if column.name in table.names))


def _widened(table: SurveyTable, mapping: Mapping) -> tuple[SurveyTable, Mapping]:
    """A table in long form with a row a person, where the roles say that it is in long form."""
    told = {column.name: column.role for column in mapping.columns}
    if not {Role.QUESTION, Role.ANSWER} <= {told.get(column.name, column.role) for column in table.columns}:
        return table, mapping
    proposed = propose_questions(table.columns, [facts_about(column) for column in table.columns])
    columns = [replace(column, role=told.get(column.name, column.role)) for column in proposed]
    wide, kept = turned(table, columns)
    return wide, replace(mapping, columns=kept)


def _understood(
    table: SurveyTable, mapping: Mapping, terms: Terms, progress: Progress
) -> tuple[SurveyTable, list[Facts], Plan]:
    """The table with the parts of its questions, what its cells say, and what each column is used for."""
    progress.step(0, 0, "Looking at the answers")
    table, facts = _looked_at(_with_tests(table) if mapping.options.get("tests") == "keep" else table)
    for place, (column, known) in enumerate(zip(table.columns, facts, strict=True)):
        progress.step(place, len(facts), "Looking at the answers")
        known.kind(column.title)
    plan = plan_of(mapping, propose_questions(table.columns, facts), facts, keep_personal=terms.keep_personal)
    return table, facts, plan


def _moments(table: SurveyTable, plan: Plan, chosen: Chosen, mapping: Mapping, progress: Progress) -> Moments:
    """When those who come in answered."""
    timed = plan.place(Role.TIME)
    if not chosen.places or timed is None:
        return Moments((None,) * len(chosen.places))
    values = table.columns[timed].values
    texts = [values[place] for place in chosen.places]
    return read_moments(texts, table.zone or mapping.zone, mapping.options.get("dates", ""), progress)


def _with_tests(table: SurveyTable) -> SurveyTable:
    """Tests and previews as responses like any other."""
    states = [ResponseState.COMPLETE if state is ResponseState.TEST else state for state in table.states or ()]
    return replace(table, states=states or None)


def _said(folded: Sequence[Folded], chosen: Chosen) -> Said:
    """What those who come in answered, question by question."""
    by_position = dict(enumerate(folded, start=1))
    choices = {at: one.choices for at, one in by_position.items() if one.choices is not None}
    if folded and len(chosen.places) == len(folded[0].texts):
        counts = {at: one.counts for at, one in by_position.items() if one.counts is not None}
        return Said({at: one.texts for at, one in by_position.items()}, choices, counts)
    texts: dict[int, Sequence[str]] = {
        at: [one.texts[place] for place in chosen.places] for at, one in by_position.items()
    }
    return Said(texts, {at: [some[place] for place in chosen.places] for at, some in choices.items()}, {})


@lru_cache(maxsize=64)
def _claim(claimed: Callable[[Head], Claim], head: Head) -> Claim:
    """What a format claims; it is asked when a reader is chosen, and again for the proposal."""
    try:
        return claimed(head)
    except ProblemError:
        return NO_CLAIM
