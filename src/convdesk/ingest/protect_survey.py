"""Surveys at the door: personal questions left out, personal things in answers masked, keys hashed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from convdesk.ingest.identity import ADDRESS, PHONE, hidden_text
from convdesk.ingest.personal import may_hold
from convdesk.ingest.privacy import kind_of_column
from convdesk.ingest.suspects import suspects
from convdesk.model.answers import SEVERAL, QuestionKind
from convdesk.model.privacy import Action, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.privacy_plan import Plan
    from convdesk.model.answers import AskedQuestion, Respondent, SurveyImport

_COUNTED = {QuestionKind.SCALE, QuestionKind.NPS, QuestionKind.NUMBER, QuestionKind.DATE, QuestionKind.MATRIX}
"""Kinds whose answers are numbers, dates, or nothing of their own."""

REF = 13
"""Characters of a hash that name a respondent."""
_LEAST = 11
"""Characters of the shortest card, account or id in one piece."""

Changes = dict[int, dict[str, str]]
"""Position of a question → answers and options that are kept otherwise."""


def protected_survey(survey: SurveyImport, plan: Plan) -> SurveyImport:
    """The same survey as it may be kept."""
    changes: Changes = {}
    dropped = set()
    columns = survey.columns()
    for position, question in enumerate(survey.questions, start=1):
        given = _given(survey, position, columns[position - 1])
        action, column = _action(question, given, plan)
        if action is Action.DROP:
            dropped.add(position)
            plan.dropped(column, list(given), given.total())
        elif action is Action.HASH or (action is Action.MASK and question.kind not in _COUNTED):
            changes[position] = _changes(column, given, action, plan)
    kept = [position for position in range(1, len(survey.questions) + 1) if position not in dropped]
    places = {old: new for new, old in enumerate(kept, start=1)}
    changes = {position: swaps for position, swaps in changes.items() if swaps}
    moved = places if dropped else None
    return replace(
        survey,
        questions=tuple(_question(survey.questions[old - 1], changes.get(old, {}), places) for old in kept),
        respondents=tuple(_protected(person, plan, changes, moved) for person in survey.respondents),
        known_columns=tuple(_column(columns[old - 1], changes.get(old)) for old in kept),
    )


def _action(question: AskedQuestion, given: Counter[str], plan: Plan) -> tuple[Action, str]:
    """What happens to a question, and what it is counted under: a column that was spoken of, or its text."""
    names = [name for name in question.shape.columns if name in plan.actions]
    column = names[0] if names else question.text
    return plan.action_of(column, given, may_drop=question.kind not in _COUNTED), column


def _given(survey: SurveyImport, position: int, texts: Sequence[str]) -> Counter[str]:
    """How often each text was answered to a question, and each option chosen."""
    given = Counter(texts)
    del given[""]
    if survey.questions[position - 1].kind in SEVERAL:
        given.update(chain.from_iterable(person.choices.get(position, ()) for person in survey.respondents))
    return given


def _changes(column: str, given: Counter[str], action: Action, plan: Plan) -> dict[str, str]:
    """The answers to one question that are kept otherwise, with what is kept."""
    if action is Action.HASH:
        return {text: plan.hashed(text, column, times) for text, times in given.items()}
    texts = list(given)
    likely = texts if kind_of_column(column) else _likely(texts)
    masked = {text: plan.masked(text, column, given[text]) for text in likely}
    return {text: hidden for text, hidden in masked.items() if hidden != text}


def _likely(texts: Sequence[str]) -> list[str]:
    whole = (text for text in texts if len(text) >= _LEAST and " " not in text and may_hold(text))
    return list(dict.fromkeys([*(texts[place] for place in suspects(texts)), *whole]))


def _question(question: AskedQuestion, changed: dict[str, str], places: dict[int, int]) -> AskedQuestion:
    """A question at its new place, its options as they are kept."""
    shape = question.shape
    if any(option in changed for option in shape.options):
        shape = replace(shape, options=tuple(changed.get(option, option) for option in shape.options))
    return replace(question, parent=places.get(question.parent, 0), shape=shape)


def _protected(person: Respondent, plan: Plan, changes: Changes, moved: dict[int, int] | None) -> Respondent:
    """A respondent as they may be kept; `moved`: the new places of questions, where some were left out."""
    answers, choices = person.answers, person.choices
    changed = {at: swaps[answers[at]] for at, swaps in changes.items() if answers.get(at) in swaps}
    if changed:
        answers = {**answers, **changed}
    if choices and changes:
        choices = {at: _swapped(some, changes[at]) if at in changes else some for at, some in choices.items()}
    if moved is not None:
        answers = {moved[at]: text for at, text in answers.items() if at in moved}
        choices = {moved[at]: some for at, some in choices.items() if at in moved}
    keys = tuple(plan.key(key) for key in person.keys) if person.consent.may_link else ()
    return replace(person, ref=_ref(person.ref, plan), keys=keys, answers=answers, choices=choices)


def _column(texts: Sequence[str], swaps: dict[str, str] | None) -> Sequence[str]:
    return [swaps.get(text, text) for text in texts] if swaps else texts


def _swapped(some: tuple[str, ...], swaps: dict[str, str]) -> tuple[str, ...]:
    return tuple(swaps.get(text, text) for text in some)


def _ref(ref: str, plan: Plan) -> str:
    """What a respondent is called, where that is an address or a phone number."""
    kind = Kind.EMAIL if ADDRESS.fullmatch(ref) else Kind.PHONE if PHONE.fullmatch(ref) else None
    if kind is None or plan.keeps_ids:
        return ref
    plan.counts["respondent", kind, Action.HASH] += 1
    return hidden_text(ref, plan.numbers.salt)[:REF]
