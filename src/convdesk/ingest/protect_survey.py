"""Surveys at the door: personal questions left out, personal things in answers masked, keys hashed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.identity import ADDRESS, PHONE, hidden_text
from convdesk.ingest.own_names import without_name
from convdesk.ingest.personal import may_hold
from convdesk.ingest.privacy import kind_of_column
from convdesk.ingest.suspects import noticeable, suspects
from convdesk.model.answers import SEVERAL, SPOKEN, QuestionKind, Respondent, Row, joined_text
from convdesk.model.privacy import Action, Kind
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convdesk.ingest.privacy_plan import Plan
    from convdesk.model.answers import AskedQuestion, Chosen, SurveyImport
    from convdesk.model.progress import Progress

_COUNTED = {QuestionKind.SCALE, QuestionKind.NPS, QuestionKind.NUMBER, QuestionKind.DATE, QuestionKind.MATRIX}
"""Kinds whose answers are numbers, dates, or nothing of their own."""

REF = 13
"""Characters of a hash that name a respondent."""
LOOKING = "Looking for what is personal"
PIECE = 5_000
"""So many texts are looked through at once."""
_LEAST = 11
"""Characters of the shortest card, account or id in one piece."""

Changes = dict[int, dict[str, str]]
"""Position of a question → answers and options that are kept otherwise."""


def protected_survey(survey: SurveyImport, plan: Plan, progress: Progress | None = None) -> SurveyImport:
    """The same survey as it may be kept; raises Cancelled."""
    progress = progress or silent()
    changes: Changes = {}
    dropped = set()
    for position, question in enumerate(survey.questions, start=1):
        progress.step(position, len(survey.questions), LOOKING)
        given = _given(survey, position)
        action, column = _action(question, given, plan)
        if action is Action.DROP:
            dropped.add(position)
            plan.dropped(column, list(given), sum(given.values()))
        elif action is Action.HASH or (action is Action.MASK and question.kind not in _COUNTED):
            changes[position] = _changes(column, given, plan, progress, is_hashed=action is Action.HASH)
    kept = [position for position in range(1, len(survey.questions) + 1) if position not in dropped]
    changes = {position: swaps for position, swaps in changes.items() if swaps}
    return _as_kept(survey, plan, kept, changes, progress)


def _as_kept(survey: SurveyImport, plan: Plan, kept: list[int], changes: Changes, progress: Progress) -> SurveyImport:
    """The survey with the questions that are kept, in their new places, and with what was changed in them."""
    columns = survey.columns()
    places = {old: new for new, old in enumerate(kept, start=1)}
    texts = tuple(
        _without_names(survey, old, _column(columns[old - 1], changes.get(old)), plan) for old in progress.heeding(kept)
    )
    choices = {
        new: _choices(survey.chosen(old), changes.get(old))
        for old, new in places.items()
        if survey.questions[old - 1].kind in SEVERAL
    }
    by_position = dict(enumerate(texts, start=1))
    people = tuple(
        _protected(person, plan, Row(by_position, place), Row(choices, place))
        for place, person in enumerate(progress.heeding(survey.respondents))
    )
    return replace(
        survey,
        questions=tuple(_question(survey.questions[old - 1], changes.get(old, {}), places) for old in kept),
        respondents=people, known_columns=texts, known_choices=choices, known_counts=None, names=(),
    )  # fmt: skip


def _action(question: AskedQuestion, given: Mapping[str, int], plan: Plan) -> tuple[Action, str]:
    """What happens to a question, and what it is counted under: a column that was spoken of, or its text."""
    names = [name for name in question.shape.columns if name in plan.actions]
    column = names[0] if names else question.text
    return plan.action_of(column, given, may_drop=question.kind not in _COUNTED), column


def _given(survey: SurveyImport, position: int) -> Mapping[str, int]:
    """How often each text was answered to a question, and each option chosen."""
    if survey.questions[position - 1].kind not in SEVERAL:
        return survey.counts(position)
    given: Counter[str] = Counter()
    for chosen, times in Counter(survey.chosen(position)).items():
        if chosen is not None:
            given.update(dict.fromkeys((joined_text(chosen), *chosen), times))
    return given


def _changes(
    column: str, given: Mapping[str, int], plan: Plan, progress: Progress, *, is_hashed: bool = False
) -> dict[str, str]:
    """The answers to one question that are kept otherwise, with what is kept."""
    if is_hashed:
        return {text: plan.hashed(text, column, times) for text, times in progress.heeding(given.items())}
    texts = list(given)
    likely = texts if kind_of_column(column) else _likely(texts, progress)
    masked = {text: plan.masked(text, column, given[text]) for text in progress.heeding(likely)}
    return {text: hidden for text, hidden in masked.items() if hidden != text}


def _likely(texts: Sequence[str], progress: Progress) -> list[str]:
    """The texts that are worth a closer look, piece by piece, so that a cancel is heard."""
    found: dict[str, None] = {}
    for begin in progress.heeding(range(0, len(texts), PIECE)):
        piece = noticeable(texts[begin : begin + PIECE])
        found.update(dict.fromkeys(piece[place] for place in suspects(piece)))
        found.update(
            dict.fromkeys(text for text in piece if " " not in text and len(text) >= _LEAST and may_hold(text))
        )
    return list(found)


def _question(question: AskedQuestion, changed: dict[str, str], places: dict[int, int]) -> AskedQuestion:
    """A question at its new place, its options as they are kept."""
    shape = question.shape
    if any(option in changed for option in shape.options):
        shape = replace(shape, options=tuple(changed.get(option, option) for option in shape.options))
    return replace(question, parent=places.get(question.parent, 0), shape=shape)


def _protected(
    person: Respondent, plan: Plan, answers: Mapping[int, str], choices: Mapping[int, tuple[str, ...]]
) -> Respondent:
    """A respondent as they may be kept, with answers that may."""
    keys = tuple(plan.key(key) for key in person.keys) if person.consent.may_link else ()
    return Respondent(
        _ref(person.ref, plan), person.row, person.at_us, keys, answers, person.consent, choices, person.state,
        person.fingerprint,
    )  # fmt: skip


def _column(texts: Sequence[str], swaps: dict[str, str] | None) -> Sequence[str]:
    return [swaps.get(text, text) for text in texts] if swaps else texts


def _without_names(survey: SurveyImport, position: int, texts: Sequence[str], plan: Plan) -> Sequence[str]:
    """What people wrote, each without their own name where the file says it."""
    question = survey.questions[position - 1]
    action, column = _action(question, {}, plan)
    if not survey.names or question.kind not in SPOKEN or action is not Action.MASK:
        return texts

    def hidden(name: str) -> str:
        plan.counts[column, Kind.NAME, Action.MASK] += 1
        return plan.numbers.placeholder(Kind.NAME, name)

    return [
        without_name(text, name, hidden) if text and name else text
        for text, name in zip(texts, survey.names, strict=True)
    ]


def _choices(chosen: Sequence[Chosen], swaps: dict[str, str] | None) -> Sequence[Chosen]:
    if not swaps:
        return chosen
    return [some and tuple(swaps.get(text, text) for text in some) for some in chosen]


def _ref(ref: str, plan: Plan) -> str:
    """What a respondent is called, where that is an address or a phone number."""
    kind = Kind.EMAIL if ADDRESS.fullmatch(ref) else Kind.PHONE if PHONE.fullmatch(ref) else None
    if kind is None or plan.keeps_ids:
        return ref
    plan.counts["respondent", kind, Action.HASH] += 1
    return hidden_text(ref, plan.numbers.salt)[:REF]
