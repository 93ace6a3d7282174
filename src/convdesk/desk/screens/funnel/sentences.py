"""The words of the funnel screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import count_text, people_text, share_text
from convdesk.desk.screens.funnel.draft import Part, matcher_of
from convdesk.model.funnel import Per
from convdesk.model.share import interval_text
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.funnel.draft import Row
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.step import Matcher, PropertyTest

_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"))


def counted(count: int, spec: FunnelSpec) -> str:
    """So many people, or sessions where the funnel counts those."""
    return trn("{n} session", "{n} sessions", count) if spec.per is Per.SESSION else people_text(count)


def share_of(share: float | None, low: float | None = None, high: float | None = None) -> str:
    """A share, with its interval where there is one; – where nobody is there to have a share."""
    if share is None:
        return "–"
    if low is None or high is None:
        return share_text(share, 3)
    return tr("{share} (95 %: {interval})").format(share=share_text(share, 3), interval=interval_text(low, high))


def seconds_text(seconds: float | None) -> str:
    """A duration with three digits; – for none."""
    if seconds is None:
        return "–"
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def points_text(difference: float | None) -> str:
    """A difference of shares: `+2.4 points`."""
    return "–" if difference is None else tr("{n} points").format(n=f"{difference * 100:+.1f}".replace("-", "−"))


def matcher_words(matcher: Matcher) -> str:
    """An event or a page, without its conditions."""
    return matcher.page if matcher.page is not None else (matcher.event or "")


def test_words(test: PropertyTest) -> str:
    return f"{test.name} {test.operator} {test.value}"


def row_words(spec: FunnelSpec, row: Row) -> str:
    """One line of the list of steps."""
    if row.part is Part.EXCLUSION:
        each = spec.exclusions[row.place]
        return tr("not {event} between {start} and {end}").format(event=each.step.label, start=each.start, end=each.end)
    matcher = matcher_of(spec, row)
    if row.part is Part.TEST:
        return tr("where {condition}").format(condition=test_words(matcher.tests[row.test]))
    if row.part is Part.OTHER:
        return tr("or {event}").format(event=matcher_words(matcher))
    return f"{row.place + 1}  {matcher_words(matcher)}"


def row_note(spec: FunnelSpec, row: Row) -> str:
    """What is said beside a line."""
    is_optional = row.part is Part.STEP and row.place + 1 in spec.optional
    return tr("may be skipped") if is_optional else ""


def step_name(spec: FunnelSpec, number: int) -> str:
    """A step as others are told of it: `2 Verify email`."""
    return f"{number}  {spec.steps[number - 1].label}"


def changed_by(now: int, before: int) -> str:
    """How a number differs: `+12`, `same`."""
    if now == before:
        return tr("same")
    sign = "+" if now > before else "−"
    return f"{sign}{count_text(abs(now - before))}"
