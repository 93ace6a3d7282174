"""How goals and their numbers are written for people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from convdesk.desk.numbers import count_text, interval_text, people_text, share_text
from convdesk.model.goal import Course, GoalKind, Nature, Sort
from convdesk.model.moment import DAY_US
from convdesk.model.share import wilson
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.goals.looks import GoalsLook
    from convdesk.model.goal import Goal, GoalCount, Lift, TargetState

SORTS = {
    Sort.REVENUE: tr("Macro: revenue"), Sort.ACQUISITION: tr("Macro: acquisition, such as a sign-up"),
    Sort.INQUIRY: tr("Macro: inquiry, such as a request"), Sort.MILESTONE: tr("Micro: a milestone on the way"),
    Sort.SECONDARY: tr("Micro: a secondary action"),
}  # fmt: skip
SHORT = {
    Sort.REVENUE: tr("revenue"), Sort.ACQUISITION: tr("acquisition"), Sort.INQUIRY: tr("inquiry"),
    Sort.MILESTONE: tr("milestone"), Sort.SECONDARY: tr("secondary"),
}  # fmt: skip
KINDS = {
    GoalKind.EVENT: tr("An event happens"), GoalKind.PAGE: tr("A page is seen"),
    GoalKind.DURATION: tr("A session lasts so long"), GoalKind.PAGES: tr("A session has so many pages"),
    GoalKind.SCROLL: tr("A recorded page is scrolled so far"), GoalKind.ANSWER: tr("A question is answered"),
}  # fmt: skip
NATURES: dict[Nature | None, str] = {
    None: tr("Not said"), Nature.NAVIGATION: tr("Navigation"), Nature.INTERACTION: tr("Interaction"),
    Nature.ENGAGEMENT: tr("Engagement"),
}  # fmt: skip
COURSES = {
    Course.AHEAD: tr("Ahead of the line"), Course.ON_COURSE: tr("On course"), Course.BEHIND: tr("Behind the line"),
    Course.TOO_EARLY: tr("Too early to say"),
}  # fmt: skip


def goal_line(found: GoalCount, *, is_under: bool) -> str:
    """Two lines for the list: what it is, and its numbers."""
    first = f"{'↳ ' if is_under else ''}{found.goal.name} · {SHORT[found.goal.sort]}"
    if found.reason:
        return f"{first}\n{found.reason}"
    second = f"{people_text(found.people)} · {share_of(found.people, found.of_people)}"
    return f"{first}\n{second}{worth(found)}"


def worth(found: GoalCount) -> str:
    return "" if found.value is None else tr(" · worth {value}").format(value=f"{found.value:,.10g}")


def goal_tip(found: GoalCount) -> str:
    """Everything of a goal in words."""
    lines = [f"{found.goal.name}: {reached_when(found.goal)}"]
    if found.reason:
        return "\n".join([*lines, found.reason])
    lines.append(tr("{people} of {n} reached it: {share}").format(
        people=people_text(found.people), n=count_text(found.of_people), share=share_of(found.people, found.of_people)
    ))  # fmt: skip
    lines.append(trn("Reached {n} time", "Reached {n} times", found.count) + worth(found))
    if found.unvalued:
        lines.append(trn("{n} time without a value", "{n} times without a value", found.unvalued))
    if found.undated:
        lines.append(trn("of {n} person it is not known when", "of {n} people it is not known when", found.undated))
    return "\n".join(lines)


def reached_when(goal: Goal) -> str:
    """What has to happen, as the list and the tree say it."""
    return goal.in_words


def share_of(count: int, of: int) -> str:
    """A share with its 95 % interval: `75 % (60–86 %)`."""
    ends = wilson(count, of)
    return tr("nobody to ask") if ends is None else f"{share_text(count / of)} ({interval_text(*ends)})"


def part_of(count: int, of: int) -> str:
    return f"{count_text(count)} {tr('of')} {count_text(of)} · {share_of(count, of)}"


def ratio_text(lift: Lift) -> str:
    if lift.ratio is None or lift.low is None or lift.high is None:
        return tr("no ratio")
    return tr("ratio {ratio} ({low} to {high})").format(
        ratio=_factor(lift.ratio), low=_factor(lift.low), high=_factor(lift.high)
    )


def _factor(number: float) -> str:
    """Two or three digits that mean something: 0.12, 1.84, 12.5, 1,200."""
    if number >= 100:
        return f"{float(f'{number:.2g}'):,.0f}"
    return f"{number:.2f}" if number < 10 else f"{number:.1f}"


def span_text(window_us: int) -> str:
    if window_us % DAY_US == 0:
        return trn("{n} day", "{n} days", window_us // DAY_US)
    return trn("{n} hour", "{n} hours", window_us * 24 // DAY_US)


def note(look: GoalsLook) -> str:
    """The line under the title."""
    macros = sum(found.goal.sort.is_macro for found in look.report.goals)
    parts = [trn("{n} macro-conversion", "{n} macro-conversions", macros)]
    parts.append(trn("{n} micro-conversion", "{n} micro-conversions", len(look.report.goals) - macros))
    spec = look.report.spec
    who = "" if spec.segment.in_words() == "everyone" else tr("only {who}").format(who=spec.segment.in_words())
    return " · ".join(part for part in (*parts, who) if part)


def target_title(state: TargetState) -> str:
    target = state.target
    return tr("{name}: from {start} to {end} of newcomers by {day}, within {span}").format(
        name=state.goal.name, start=share_text(target.start_share), end=share_text(target.goal_share),
        day=day_text(target.due), span=span_text(target.window_us),
    )  # fmt: skip


def target_now(state: TargetState) -> str:
    if not state.points:
        return tr("No week of newcomers has had its {span} yet.").format(span=span_text(state.target.window_us))
    now = state.points[-1]
    return tr("Week of {week}: {part}; the line is at {line}").format(
        week=day_text(date.fromisoformat(now.week)),
        part=part_of(now.reached, now.people),
        line=share_text(now.expected),
    )


def day_text(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
