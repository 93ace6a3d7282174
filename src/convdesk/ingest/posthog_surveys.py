"""Survey answers inside PostHog's event stream: one respondent a submission, each question counted once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import text
from convdesk.ingest.identity import email_key, session_key, user_key
from convdesk.ingest.survey_kinds import ends_of, facts_of, kind_of
from convdesk.ingest.survey_times import read_moments
from convdesk.ingest.vendor import Outcome
from convdesk.model.answers import (
    NUMERIC,
    AskedQuestion,
    QuestionKind,
    Respondent,
    ResponseState,
    Shape,
    SurveyImport,
    joined_text,
)
from convdesk.model.progress import silent
from convdesk.model.same_survey import same_survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from convdesk.ingest.vendor import Event
    from convdesk.model.same_survey import KnownSurvey

SHOWN, SENT = "survey shown", "survey sent"
SURVEY_EVENTS = frozenset({SHOWN, SENT, "survey dismissed", "survey abandoned"})
MOST_OPTIONS = 200
_PLACE = re.compile(r"#\d+")
_RESPONSE, _ASKED = "$survey_response", "$survey_questions"
_KEYS = (("distinct_id", user_key), ("person_id", user_key), ("$session_id", session_key), ("email", email_key))

Said = str | tuple[str, ...]
"""One answer: a text, or the options chosen."""


@dataclass
class _Submission:
    """What one person answered to one survey, from all the events that tell of it."""

    number: int
    event: Event
    is_complete: bool = False
    said: dict[str, Said] = field(default_factory=dict)


@dataclass
class _Survey:
    """One survey: its name, the words of its questions by id, and the ids in their order."""

    name: str
    words: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    submissions: dict[str, _Submission] = field(default_factory=dict)

    def learn(self, asked: Iterable[tuple[str, str]]) -> None:
        """Take the questions an event names; an earlier wording stays."""
        for place, (one, words) in enumerate(asked):
            self.words.setdefault(one, words)
            if place >= len(self.ids):
                self.ids.append(one)

    def settle(self) -> None:
        """Answers known by the place of their question go by its id, where that has no answer of its own."""
        for submission in self.submissions.values():
            for place, one in enumerate(self.ids):
                answer = submission.said.pop(f"#{place}", None)
                if answer is not None:
                    submission.said.setdefault(one, answer)

    def asked(self) -> list[str]:
        """The questions that somebody answered, in the survey's order as far as it is known."""
        said = dict.fromkeys(one for submission in self.submissions.values() for one in submission.said)
        return [*(one for one in self.ids if one in said), *(one for one in said if one not in self.ids)]

    def question(self, one: str) -> AskedQuestion:
        """A question with its words, of the kind its answers show."""
        number = f"{int(one[1:]) + 1}" if _PLACE.fullmatch(one) else one
        words = self.words.get(one) or f"Question {number}"
        answers = [submission.said[one] for submission in self.submissions.values() if one in submission.said]
        return _asked_question(words, answers)


class SurveyAnswers:
    """Collects answers while events pass; events of one submission are one respondent."""

    def __init__(self, known: frozenset[str] = frozenset(), known_surveys: tuple[KnownSurvey, ...] = ()) -> None:
        self._known, self._known_surveys = known, known_surveys
        self._surveys: dict[str, _Survey] = {}
        self._count = 0

    def take(self, event: Event, properties: Event) -> None:
        """One event of a survey; those that hold no answer, such as `survey shown`, are only events."""
        asked = list(_asked(properties.get(_ASKED)))
        said = {one: answer for one, _, answer in asked if answer}
        said.update(_answers(properties))
        survey_id, is_sent = text(properties.get("$survey_id")), event["event"] == SENT
        if not survey_id or event["event"] == SHOWN or not said:
            return
        self._count += 1
        survey = self._surveys.setdefault(survey_id, _Survey(text(properties.get("$survey_name")) or survey_id))
        survey.learn((one, words) for one, words, _ in asked)
        given = text(properties.get("$survey_submission_id")) or text(event["uuid"]) or f"#{self._count}"
        if _mark(survey_id, given) in self._known:
            return
        submission = survey.submissions.setdefault(given, _Submission(self._count, event))
        submission.said.update(said)
        submission.is_complete |= is_sent and properties.get("$survey_completed") not in (False, "false")

    def outcome(self) -> Outcome:
        """The surveys that somebody answered; answers the study has already are not among them."""
        return Outcome(surveys=tuple(self._survey(key) for key, one in self._surveys.items() if one.submissions))

    def _survey(self, key: str) -> SurveyImport:
        survey = self._surveys[key]
        survey.settle()
        asked = survey.asked()
        questions = tuple(survey.question(one) for one in asked)
        known = same_survey(self._known_surveys, key, questions)
        people = tuple(_respondents(key, survey, {one: place for place, one in enumerate(asked, 1)}))
        return SurveyImport(survey.name, questions, people, goes_on=known.id if known else "", vendor_id=key, mark=key)


def _answers(properties: Event) -> Iterator[tuple[str, Said]]:
    """Each question's answer once: by its id, or by its place (`#0` is the first) where that is all there is."""
    for key, value in properties.items():
        if key.startswith(_RESPONSE) and (answer := _said(value)):
            name = key.removeprefix(_RESPONSE).removeprefix("_")
            yield (f"#{int(name or 0)}" if name.isdecimal() or not name else name), answer


def _asked(found: Any) -> Iterator[tuple[str, str, Said]]:
    """The questions an event names: (id, words, what was answered, where that stands there too)."""
    for place, one in enumerate(found if found.__class__ is list else ()):
        if one.__class__ is dict:
            words = text(one.get("question"))
            yield text(one.get("id")) or f"#{place}", words, _said(one.get("response"))


def _said(value: Any) -> Said:
    """An answer as texts; empty where nothing was answered."""
    if value.__class__ is list:
        return tuple(one for item in value if (one := text(item).strip()))
    return ("yes" if value else "no") if value.__class__ is bool else text(value).strip()


def _asked_question(words: str, answers: list[Said]) -> AskedQuestion:
    """A question of the kind its answers show."""
    if any(answer.__class__ is tuple for answer in answers):
        options = dict.fromkeys(option for answer in answers for option in _options(answer))
        return AskedQuestion(words, QuestionKind.MULTIPLE, Shape(tuple(options)[:MOST_OPTIONS]))
    facts = facts_of([answer for answer in answers if isinstance(answer, str)])
    kind = kind_of(facts, words)
    ends, labels = ends_of(facts) if kind in NUMERIC else (None, {})
    closed = tuple(facts.counts)[:MOST_OPTIONS] if kind is QuestionKind.CLOSED else ()
    return AskedQuestion(words, kind, Shape(closed, ends, labels))


def _options(answer: Said) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _respondents(key: str, survey: _Survey, places: dict[str, int]) -> Iterator[Respondent]:
    """Everybody who answered, in the order of their answers."""
    given = list(survey.submissions.items())
    moments = read_moments([text(one.event["timestamp"]) for _, one in given], "UTC", "", silent()).at_us
    for (ref, one), at_us in zip(given, moments, strict=True):
        said = {places[question]: _options(answer) for question, answer in one.said.items()}
        keys = (to_key(text(one.event.get(name))) for name, to_key in _KEYS)
        yield Respondent(
            ref=ref, row=one.number, at_us=at_us, keys=tuple(dict.fromkeys(found for found in keys if found)),
            answers={place: joined_text(answer) for place, answer in said.items()}, choices=said,
            state=ResponseState.COMPLETE if one.is_complete else ResponseState.PARTIAL, fingerprint=_mark(key, ref),
        )  # fmt: skip


def _mark(*key: str) -> str:
    """What a submission is known by in any export of it."""
    return hashlib.sha256("\x1f".join(("posthog", *key)).encode("utf-8", "replace")).hexdigest()[:32]
