"""What can be chosen in a condition: its fields with their choices, and the condition with one of them changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.desk.choice import Choice
from convdesk.desk.numbers import count_text
from convdesk.model import segment as s
from convdesk.model.friction import Showed, Signal
from convdesk.model.funnel import Bucket, FunnelSpec, InBucket
from convdesk.model.goal import OfGoal, Part
from convdesk.model.marked import Channel, Heard
from convdesk.model.moment import DAY_US, duration_text, duration_us
from convdesk.model.problem import ProblemError
from convdesk.model.step import Matcher, PropertyTest, Step, event_step, parse_step
from convdesk.model.within import AnyPart, Dates, FirstPart, Within, dates_said
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convdesk.model.segment import Segment
    from convdesk.model.segment_choices import SegmentChoices
    from convdesk.model.step_choices import StepChoice

OPERATORS = ("=", "!=", ">", ">=", "<", "<=")
DAYS = ("2026-01-01", "2026-02-01")


@dataclass(frozen=True)
class Field:
    """One thing of a condition. With choices it is picked (or typed, where words are taken), else it is typed."""

    key: str
    name: str
    words: str
    choices: tuple[Choice, ...] = ()
    takes_words: bool = False
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Offered:
    """What fields choose from: the study's names, its funnels, and the values of the properties looked at."""

    choices: SegmentChoices
    funnels: Mapping[str, FunnelSpec]
    values: Mapping[str, tuple[Choice, ...]]


def kind_choices(offered: Offered) -> tuple[Choice, ...]:
    """The kinds of conditions the study has something for."""
    return tuple(Choice(words(), kind) for kind, (words, start) in KINDS.items() if start(offered) is not None)


def kind_words(condition: Segment, *, is_not: bool) -> str:
    """How a row begins: did, did not; answered, did not answer."""
    positive, negative = _BEGINNINGS.get(kind_of(condition), _BEGINNINGS[""])
    return negative() if is_not else positive()


def start_of(kind: str, offered: Offered) -> Segment | None:
    """A first condition of a kind; None where the study has nothing for it."""
    return KINDS[kind][1](offered)


def kind_of(condition: Segment) -> str:
    """The kind of a condition; empty for one that is only made elsewhere."""
    match condition:
        case s.Did(Step((Matcher(None, _, ()),))):
            return "visited"
        case s.Did():
            return "did"
        case s.Answered():
            return "answered"
        case OfGoal(part=part):
            return "goal" if part is Part.REACHED else ""
        case Heard(channel):
            return "recorded" if channel is Channel.RECORDED else "survey"
    return _PLAIN.get(type(condition), "")


def fields_of(condition: Segment, offered: Offered) -> tuple[Field, ...]:
    """What can be changed in a condition, from left to right."""
    match condition:
        case s.Did():
            return _did_fields(condition, offered)
        case s.HasProperty(test) | s.FirstKnown(test):
            return _property_fields(test, offered)
        case InBucket():
            return _funnel_fields(condition, offered)
        case s.Answered():
            return _answer_fields(condition, offered)
        case Showed(signal, page):
            signals = tuple(Choice(one.label, one) for one in Signal)
            pages = (Choice(tr("any page"), "*"), *_pages(offered, as_text=True))
            return (
                Field("signal", tr("Signal"), signal.label, signals),
                Field("page", tr("Page"), tr("any page") if page == "*" else page, pages, True, before=tr("on")),
            )
    return _other_fields(condition, offered)


def _other_fields(condition: Segment, offered: Offered) -> tuple[Field, ...]:
    match condition:
        case s.Between(dates):
            return _dates_fields(dates)
        case s.Coded(code):
            codes = tuple(Choice(one, one) for one in offered.choices.codes)
            return (Field("code", tr("Code"), code, codes, True),)
        case OfGoal(goal, Part.REACHED):
            return (Field("goal", tr("Goal"), goal, tuple(Choice(one, one) for one in offered.choices.goals)),)
        case s.Named(name, _):
            kept = tuple(Choice(one.name, one, one.segment.in_words()[:40]) for one in offered.choices.segments)
            return (Field("named", tr("Segment"), name, kept),)
        case s.Listed(actors):
            return (Field("actors", tr("People"), ", ".join(sorted(actors))),)
        case Heard():
            return ()
    return (Field("", tr("Condition"), condition.in_words()),)


def changed(condition: Segment, key: str, value: object) -> Segment:
    """The condition with another value in a field. Raises ProblemError for words that cannot be read."""
    match condition:
        case s.Did():
            return _did_changed(condition, key, value)
        case s.HasProperty(test) | s.FirstKnown(test):
            value_kept = "" if key == "name" and value != test.name else test.value
            kept = {"name": test.name, "operator": test.operator, "value": value_kept, key: str(value)}
            return type(condition)(PropertyTest(**kept))
        case InBucket(funnel, bucket, step):
            return _bucket_changed(InBucket(funnel, bucket, step), key, value)
        case s.Answered(question, test):
            return _answer_changed(question, test, key, str(value))
        case s.Between(dates):
            return s.Between(_dates_changed(dates, key, str(value)))
    return _other_changed(condition, value)


def _other_changed(condition: Segment, value: object) -> Segment:
    match condition:
        case Showed():
            return Showed(value, condition.page) if isinstance(value, Signal) else Showed(condition.signal, str(value))
        case s.Coded():
            return s.Coded(str(value))
        case OfGoal(_, Part.REACHED):
            return OfGoal(str(value))
        case s.Named() if isinstance(value, s.SavedSegment):
            return s.Named(value.name, value.segment)
        case s.Listed():
            return s.Listed(frozenset(name.strip() for name in str(value).split(",") if name.strip()))
    return condition


def _did_fields(condition: s.Did, offered: Offered) -> tuple[Field, ...]:
    is_page = kind_of(condition) == "visited"
    choices = _pages(offered) if is_page else _events(offered)
    return (
        Field("step", tr("Page") if is_page else tr("Event"), condition.step.label, choices, True),
        Field("times", tr("Times"), str(condition.times), before=tr("at least"), after=tr("×")),
        *_within_fields(condition.within),
    )


def _within_fields(within: Within | None) -> tuple[Field, ...]:
    choices = (
        Choice(tr("at any time"), None), Choice(tr("soon after their first event"), FirstPart(7 * DAY_US)),
        Choice(tr("inside any time of"), AnyPart(DAY_US)), Choice(tr("between two dates"), Dates(*DAYS)),
    )  # fmt: skip
    words = next(one.words for one in choices if type(one.value) is type(within))
    first = Field("within", tr("When"), words, choices)
    if isinstance(within, Dates):
        return (first, *_dates_fields(within))
    if within is None:
        return (first,)
    before = tr("within") if isinstance(within, FirstPart) else ""
    return (first, Field("length", tr("Length of time"), duration_text(within.length_us), before=before))


def _dates_fields(dates: Dates) -> tuple[Field, ...]:
    return (
        Field("start", tr("First day"), dates.start, before=tr("from")),
        Field("end", tr("Day after the last"), dates.end, before=tr("to before")),
    )


def _property_fields(test: PropertyTest, offered: Offered) -> tuple[Field, ...]:
    names = tuple(Choice(one, one) for one in offered.choices.properties)
    values = offered.values.get(test.name, ())
    return (
        Field("name", tr("Property"), test.name, names),
        Field("operator", tr("How it is compared"), test.operator, tuple(Choice(one, one) for one in OPERATORS)),
        Field("value", tr("Value"), test.value, values, bool(values)),
    )


def _funnel_fields(condition: InBucket, offered: Offered) -> tuple[Field, ...]:
    labels = tuple(step.label for step in condition.funnel.steps)
    steps = tuple(Choice(f"{n}  {label}", n) for n, label in enumerate(labels, start=1))
    buckets = tuple(Choice(words(), bucket) for bucket, words in _BUCKETS.items())
    known = [name for name, funnel in offered.funnels.items() if funnel == condition.funnel]
    funnels = tuple(Choice(name, funnel) for name, funnel in offered.funnels.items())
    name = known[0] if known else (condition.funnel.name or tr("a funnel of its own"))
    return (
        Field("bucket", tr("What became of them"), _BUCKETS[condition.bucket](), buckets),
        Field("at", tr("Step"), steps[condition.step - 1].words, steps),
        Field("funnel", tr("Funnel"), name, funnels, before=tr("of")),
    )


def _answer_fields(condition: s.Answered, offered: Offered) -> tuple[Field, ...]:
    asked = {one.code: one for one in offered.choices.questions}
    questions = tuple(Choice(f"{code}  {one.text}", code, count_text(one.answered)) for code, one in asked.items())
    found, test = asked.get(condition.question), condition.test
    words = f"{condition.question}  {found.text}" if found else condition.question
    how = (Choice(tr("at all"), ""), *(Choice(one, one) for one in OPERATORS))
    fields = (
        Field("question", tr("Question"), words, questions),
        Field("operator", tr("How it is compared"), test.operator if test else tr("at all"), how),
    )
    if test is None:
        return fields
    options = tuple(Choice(one, one) for one in (found.shape.options if found else ()))
    return (*fields, Field("value", tr("Answer"), test.value, options, bool(options)))


def _did_changed(condition: s.Did, key: str, value: object) -> Segment:
    if key == "step":
        return replace(condition, step=_step_said(condition, value))
    if key == "times":
        return replace(condition, times=_number(str(value)))
    if key == "within":
        return replace(condition, within=value if isinstance(value, Dates | FirstPart | AnyPart) else None)
    within = condition.within
    if isinstance(within, Dates):
        return replace(condition, within=_dates_changed(within, key, str(value)))
    length = duration_us(str(value))
    if length is None or within is None:
        raise ProblemError("length of time", "It has no end.", "Write for example 7d or 1h.")
    return replace(condition, within=type(within)(length))


def _step_said(condition: s.Did, value: object) -> Step:
    if isinstance(value, Step):
        return value
    return Step((Matcher(page=str(value)),)) if kind_of(condition) == "visited" else parse_step(str(value))


def _bucket_changed(condition: InBucket, key: str, value: object) -> InBucket:
    if isinstance(value, FunnelSpec):
        return InBucket(value, condition.bucket, min(condition.step, len(value.steps)))
    if isinstance(value, Bucket):
        return replace(condition, bucket=value)
    return replace(condition, step=_number(str(value))) if key == "at" else condition


def _answer_changed(question: str, test: PropertyTest | None, key: str, value: str) -> s.Answered:
    if key == "question":
        return s.Answered(value)
    if key == "operator":
        return s.Answered(question, PropertyTest("", value, test.value if test else "1") if value else None)
    return s.Answered(question, PropertyTest("", test.operator if test else "=", value))


def _dates_changed(dates: Dates, key: str, value: str) -> Dates:
    return dates_said(*({"start": dates.start, "end": dates.end, key: value}.values()))


def _number(text: str) -> int:
    if not text.strip().isdigit() or not 1 <= int(text) <= 1_000_000:
        raise ProblemError("how often", f"“{text}” is no number of times.", "Write a number from 1 on.")
    return int(text)


def _events(offered: Offered) -> tuple[Choice, ...]:
    return tuple(_choice(one) for one in offered.choices.events)


def _pages(offered: Offered, *, as_text: bool = False) -> tuple[Choice, ...]:
    found = tuple(_choice(one) for one in offered.choices.pages)
    return tuple(replace(one, value=one.words) for one in found) if as_text else found


def _choice(one: StepChoice) -> Choice:
    return Choice(one.step.label, one.step, count_text(one.people))


def _first_step(choices: tuple[StepChoice, ...]) -> Segment | None:
    return s.Did(choices[0].step) if choices else None


def _start_property(offered: Offered, make: Callable[[PropertyTest], Segment]) -> Segment | None:
    if not offered.choices.properties:
        return None
    name = offered.choices.properties[0]
    values = offered.values.get(name, ())
    return make(PropertyTest(name, "=", values[0].words if values else ""))


def _start_funnel(offered: Offered) -> Segment | None:
    return next((InBucket(funnel, Bucket.DROPPED, 1) for funnel in offered.funnels.values()), None)


def _start_answer(offered: Offered) -> Segment | None:
    return next((s.Answered(one.code) for one in offered.choices.questions), None)


def _start_dates(offered: Offered) -> Segment | None:
    return s.Between(Dates(*offered.choices.days)) if offered.choices.days else None


def _start_goal(offered: Offered) -> Segment | None:
    goals = offered.choices.goals
    return OfGoal(goals[0]) if goals else None


def _start_named(offered: Offered) -> Segment | None:
    return next((s.Named(one.name, one.segment) for one in offered.choices.segments), None)


def _start_code(offered: Offered) -> Segment | None:
    return next((s.Coded(code) for code in offered.choices.codes), None)


_BUCKETS: dict[Bucket, Callable[[], str]] = {
    Bucket.REACHED: lambda: tr("reached"),
    Bucket.DROPPED: lambda: tr("left after"),
    Bucket.OPEN: lambda: tr("are under way after"),
    Bucket.EXCLUDED: lambda: tr("were excluded after"),
}
KINDS: dict[str, tuple[Callable[[], str], Callable[[Offered], Segment | None]]] = {
    "did": (lambda: tr("Did an event"), lambda offered: _first_step(offered.choices.events)),
    "visited": (lambda: tr("Was on a page"), lambda offered: _first_step(offered.choices.pages)),
    "property": (lambda: tr("Has a property"), lambda offered: _start_property(offered, s.HasProperty)),
    "came": (lambda: tr("Came from (first known value)"), lambda offered: _start_property(offered, s.FirstKnown)),
    "funnel": (lambda: tr("Reached or left a funnel’s step"), _start_funnel),
    "answered": (lambda: tr("Answered a question"), _start_answer),
    "survey": (lambda: tr("Answered any survey"), lambda _: Heard(Channel.ANSWERED)),
    "recorded": (lambda: tr("Was recorded"), lambda _: Heard(Channel.RECORDED)),
    "friction": (lambda: tr("Met friction"), lambda _: Showed(Signal.RAGE, "*")),
    "seen": (lambda: tr("Was there between two dates"), _start_dates),
    "coded": (lambda: tr("Has a tagged moment"), _start_code),
    "goal": (lambda: tr("Reached a goal"), _start_goal),
    "segment": (lambda: tr("Is in a kept segment"), _start_named),
    "listed": (lambda: tr("Is one of these people"), lambda _: s.Listed(frozenset())),
}
"""Each kind of condition: its words, and how one begins."""
_PLAIN = {
    s.HasProperty: "property", s.FirstKnown: "came", InBucket: "funnel", Showed: "friction", s.Between: "seen",
    s.Coded: "coded", s.Named: "segment", s.Listed: "listed",
}  # fmt: skip
_BEGINNINGS: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {
    "did": (lambda: tr("did"), lambda: tr("did not do")),
    "visited": (lambda: tr("were on"), lambda: tr("were not on")),
    "property": (lambda: tr("have"), lambda: tr("do not have")),
    "came": (lambda: tr("came with"), lambda: tr("did not come with")),
    "funnel": (lambda: tr("are those who"), lambda: tr("are not those who")),
    "answered": (lambda: tr("answered"), lambda: tr("did not answer")),
    "survey": (lambda: tr("answered a survey"), lambda: tr("answered no survey")),
    "recorded": (lambda: tr("were recorded"), lambda: tr("were not recorded")),
    "friction": (lambda: tr("met"), lambda: tr("did not meet")),
    "seen": (lambda: tr("were there"), lambda: tr("were not there")),
    "coded": (lambda: tr("have a moment tagged"), lambda: tr("have no moment tagged")),
    "goal": (lambda: tr("reached"), lambda: tr("did not reach")),
    "segment": (lambda: tr("are in"), lambda: tr("are not in")),
    "listed": (lambda: tr("are one of"), lambda: tr("are none of")),
    "": (lambda: tr("are"), lambda: tr("are not")),
}


def with_first_value(condition: Segment, offered: Offered) -> Segment:
    """A condition on a property that has no value yet takes the most frequent one."""
    if not isinstance(condition, s.HasProperty | s.FirstKnown) or condition.test.value:
        return condition
    values = offered.values.get(condition.test.name)
    return type(condition)(replace(condition.test, value=values[0].words)) if values else condition


def is_event_known(condition: Segment, offered: Offered) -> bool:
    """Whether the event that a condition names happens in the study at all."""
    if not isinstance(condition, s.Did) or kind_of(condition) == "visited":
        return True
    known = {choice.step for choice in offered.choices.events}
    names = [matcher.event for matcher in condition.step.any_of if matcher.event is not None]
    return not names or any(event_step(name) in known or "*" in name for name in names)
