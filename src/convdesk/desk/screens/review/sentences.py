"""The sentences of the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import (
    FEW,
    clicks_text,
    count_text,
    interval_text,
    moment_text,
    people_text,
    share_text,
)
from convdesk.model.funnel import Per
from convdesk.model.moment import DAY_US, duration_text
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.answers import Answer
    from convdesk.model.dropoff import DropOffView, LastPage
    from convdesk.model.funnel import FunnelResult, FunnelSpec
    from convdesk.model.heat import ClickKind, ClickResult, ElementClicks


def counted(count: int, spec: FunnelSpec) -> str:
    """So many people, or sessions where the funnel counts those."""
    return trn("{n} session", "{n} sessions", count) if spec.per is Per.SESSION else people_text(count)


def title(view: DropOffView) -> str:
    who = counted(view.left, view.drop_off.funnel)
    return tr("{who} left after {step}, before {next}").format(
        who=who, step=view.drop_off.step_name, next=view.drop_off.next_name
    )


def note(view: DropOffView) -> str:
    """The share with its interval, and how it was counted."""
    spec = view.drop_off.funnel
    parts = [
        tr("{share} of {reached} who got there").format(share=share_text(view.share), reached=count_text(view.reached)),
        tr("95 % interval {interval}").format(interval=interval_text(view.low, view.high)),
        window_words(spec.rules.window_us),
    ]
    if view.reached < FEW:
        parts.append(tr("few people, so take this with care"))
    return " · ".join(parts)


def window_words(window_us: int | None) -> str:
    """A window in words."""
    if window_us is None:
        return tr("no time limit")
    if window_us % DAY_US == 0:
        return trn("within {n} day of entry", "within {n} days of entry", window_us // DAY_US)
    return tr("within {window} of entry").format(window=duration_text(window_us))


def finish(result: FunnelResult) -> str:
    """How many come through: `18 % finish`."""
    if not result.entered:
        return tr("nobody entered")
    return tr("{share} finish").format(share=share_text(result.converted / result.entered))


def coverage(view: DropOffView) -> str:
    """How much of a drop-off the feedback speaks for."""
    known = view.coverage
    recorded = trn("{n} was recorded", "{n} were recorded", known.recorded)
    return tr("{answered} of {left} who left here answered; {recorded}").format(
        answered=count_text(known.answered), left=count_text(known.left), recorded=recorded
    )


def page_choice(page: LastPage) -> str:
    return f"{page.page}  ·  " + tr("last seen by {people}").format(people=people_text(page.people))


def page_note(clicks: ClickResult, kind: ClickKind) -> str:
    """Who clicked how often, and how much of it could be placed."""
    if not clicks.clicks:
        return NO_CLICKS[kind.value]()
    parts = [f"{KIND_WORDS[kind.value](clicks.clicks)} · {people_text(clicks.people)}"]
    if len(clicks.viewports) > 1 and clicks.shown_width is not None:
        drawn = tr("{count} drawn, of viewport {width}")
        parts.append(drawn.format(count=count_text(len(clicks.points)), width=clicks.shown_width))
    if clicks.placed is not None and clicks.placed < 1:
        parts.append(tr("{share} placed on the page").format(share=share_text(clicks.placed)))
    return " · ".join(parts)


KIND_WORDS: dict[str, Callable[[int], str]] = {
    "click": clicks_text,
    "rage": lambda count: trn("{n} click in rage bursts", "{n} clicks in rage bursts", count),
    "dead": lambda count: trn("{n} click without effect", "{n} clicks without effect", count),
}
NO_CLICKS: dict[str, Callable[[], str]] = {
    "click": lambda: tr("No clicks of these people on this page"),
    "rage": lambda: tr("No rage clicks of these people on this page"),
    "dead": lambda: tr("No clicks without effect of these people on this page"),
}


def element_words(element: ElementClicks) -> str:
    """A call-out: `Resend code · 132 clicks · 41 people · 61 % no effect`."""
    parts = [element.label or element.selector, clicks_text(element.clicks), people_text(element.people)]
    if element.dead and element.clicks:
        parts.append(tr("{share} no effect").format(share=share_text(element.dead / element.clicks)))
    elif element.rage and element.clicks:
        parts.append(tr("{share} in rage").format(share=share_text(element.rage / element.clicks)))
    return " · ".join(parts)


def byline(answer: Answer, zone: str) -> str:
    """Who said it and when."""
    parts = [answer.respondent, moment_text(answer.at, zone)]
    if answer.value is not None and answer.text.strip() != f"{answer.value:g}":
        parts.insert(1, tr("answered {value}").format(value=f"{answer.value:g}"))
    if not answer.may_quote:
        parts.append(tr("may not be quoted"))
    return " · ".join(part for part in parts if part)


def quoted(text: str, limit: int = 90) -> str:
    """An answer as a short quote."""
    plain = " ".join(text.split())
    return f"“{plain}”" if len(plain) <= limit else f"“{plain[: limit - 1]}…”"
