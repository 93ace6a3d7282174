"""The command on goals: keep them, count them, the tree, the targets."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, say, with_progress
from convdesk.cli.questions import SEGMENT, WINDOW
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.goal import Goal, GoalKind, GoalSpec, Nature, Sort, Target
from convdesk.model.moment import SECOND_US, duration_us
from convdesk.model.problem import ProblemError
from convdesk.model.share import interval_text, share_text
from convdesk.model.step import Matcher, PropertyTest, Step, parse_step
from convdesk.operations import goals, segments, studies

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.goal import Branch, GoalCount, GoalReport, Lift, TargetState
    from convdesk.operations.study import Study

_ANSWER = re.compile(r"\s*([^=<>!]+?)\s*(?:(!=|>=|<=|=|>|<)\s*(.*?)\s*)?$")
_TARGET = re.compile(r"\s*([\d.]+)\s*%?\s*->\s*([\d.]+)\s*%?\s+from\s+(\S+)\s+by\s+(\S+)(?:\s+within\s+(\S+))?\s*$")


@click.command(
    "goals",
    epilog='Example: convdesk goals onboarding.convdesk --add "First report" --as acquisition --event "First report"'
    '  ·  --add Resent --as secondary --event "Resend code" --under "First report"',
)
@STUDY
@click.option("--add", metavar="NAME", help="Keep a goal (one of that name is replaced), by the options below.")
@click.option("--as", "sort", type=click.Choice([sort.value for sort in Sort]), help="What the goal is for.")
@click.option("--nature", type=click.Choice([nature.value for nature in Nature]), help="Of a micro-conversion.")
@click.option("--event", metavar="STEP", help="Reached by an event, such as purchase[plan=pro].")
@click.option("--page", metavar="PATTERN", help="Reached by coming to a page; with --scroll: of which page.")
@click.option("--duration", metavar="TIME", help="Reached by a session that lasts so long, such as 3m.")
@click.option("--pages", type=int, help="Reached by so many pages in a session.")
@click.option("--scroll", type=float, metavar="PX", help="Reached by seeing so far down a recorded page.")
@click.option("--answer", metavar="Q<=6", help="Reached by an answer, or by any (Q3).")
@click.option("--value", metavar="NUMBER|PROPERTY", help="What each time is worth: a number, or the one in a property.")
@click.option("--under", default="", metavar="MACRO", help="The macro-conversion a micro-conversion leads to.")
@click.option("--target", metavar="TEXT", help="Such as “35->50 from 2026-03-02 by 2026-06-01 within 14d”.")
@click.option("--remove", metavar="NAME", help="Forget a goal.")
@click.option("--list", "is_list", is_flag=True, help="Only list the goals, without counting.")
@click.option("--who", metavar="NAME", help="List the people who reached a goal.")
@click.option("--points", default=10.0, show_default=True, help="By how many points a micro-conversion might rise.")
@WINDOW
@SEGMENT
@JSON
def goals_(study: Path, as_json: bool, **how: Any) -> None:
    """The study's goals: how often they are reached, what leads to them, and whether targets are on course."""
    is_change = how["add"] is not None or how["remove"] is not None
    opened = studies.open_study(study, read_only=not is_change)
    try:
        if how["add"] is not None:
            goals.save_goal(opened, goal_said(how))
        if how["remove"] is not None:
            goals.remove_goal(opened, how["remove"])
            say(f"Removed. convdesk undo {study} brings it back.")
        _show(opened, how, as_json=as_json, is_list=how["is_list"] or is_change)
    finally:
        opened.close()


def goal_said(how: dict[str, Any]) -> Goal:
    """The goal that a command's options describe; raises ProblemError."""
    kind, about = _what(how)
    if how["sort"] is None:
        raise ProblemError(
            f"goal “{how['add']}”", "What it is for is not said.", "Add --as revenue, or --as milestone."
        )
    return Goal(
        name=how["add"], kind=kind, sort=Sort(how["sort"]), nature=Nature(how["nature"]) if how["nature"] else None,
        parent=how["under"], target=target_said(how["target"]) if how["target"] else None, **about, **_worth(how),
    )  # fmt: skip


def target_said(text: str) -> Target:
    """A target from its notation; raises ProblemError."""
    match = _TARGET.match(text)
    try:
        if match:
            window = duration_us(match[5] or "14d") or 0
            days = date.fromisoformat(match[3]), date.fromisoformat(match[4])
            return Target(float(match[1]) / 100, float(match[2]) / 100, *days, window)
    except ValueError:
        pass
    raise ProblemError(
        f"target “{text}”", "This is not understood.", "Write: 35->50 from 2026-03-02 by 2026-06-01 within 14d"
    )


def _what(how: dict[str, Any]) -> tuple[GoalKind, dict[str, Any]]:
    page = Step((Matcher(page=how["page"]),)) if how["page"] else None
    ways: dict[GoalKind, dict[str, Any] | None] = {
        GoalKind.EVENT: {"step": parse_step(how["event"])} if how["event"] else None,
        GoalKind.DURATION: {"at_least": (duration_us(how["duration"]) or 0) / SECOND_US} if how["duration"] else None,
        GoalKind.PAGES: {"at_least": float(how["pages"])} if how["pages"] is not None else None,
        GoalKind.SCROLL: {"at_least": how["scroll"], "step": page} if how["scroll"] is not None else None,
        GoalKind.ANSWER: _answer(how["answer"]) if how["answer"] else None,
        GoalKind.PAGE: {"step": page} if page and how["scroll"] is None else None,
    }
    said = [(kind, about) for kind, about in ways.items() if about is not None]
    if len(said) != 1:
        what = "How it is reached is not said." if not said else "It is said to be reached in several ways."
        raise ProblemError(f"goal “{how['add']}”", what, "Give one of --event, --page, --duration, --pages, --answer.")
    return said[0]


def _answer(text: str) -> dict[str, Any]:
    match = _ANSWER.match(text)
    if not match:
        raise ProblemError(f"--answer {text}", "This names no answer.", "Write for example Q3, or Q3<=6.")
    return {"question": match[1], "answer": PropertyTest("", match[2], match[3]) if match[2] else None}


def _worth(how: dict[str, Any]) -> dict[str, Any]:
    if not how["value"]:
        return {}
    try:
        return {"value": float(how["value"])}
    except ValueError:
        return {"value_property": how["value"]}


def _show(study: Study, how: dict[str, Any], *, as_json: bool, is_list: bool) -> None:
    if is_list:
        rows = [_about(goal) for goal in goals.list_goals(study)]
        print_json({"goals": rows}) if as_json else print_table(
            ("Goal", "What", "For", "Under"), [(r["name"], r["what"], r["sort"], r["parent"]) for r in rows]
        )
        return
    spec = GoalSpec(duration_us(how["window"]) or 0, segments.read_segment(study, how["segment"]), how["points"])
    if how["who"]:
        people = goals.people_of_goal(study, how["who"], spec)
        print_json({"who": list(people)}) if as_json else click.echo("\n".join(people))
        return
    report = with_progress(lambda progress: goals.measure_goals(study, spec, progress), "Counting goals")
    print_json(_document(report)) if as_json else _print(report)


def _about(goal: Goal) -> dict[str, Any]:
    return {
        "name": goal.name, "kind": goal.kind.value, "what": goal.in_words, "sort": goal.sort.value,
        "is_macro": goal.sort.is_macro, "nature": goal.nature.value if goal.nature else None, "parent": goal.parent,
    }  # fmt: skip


def _document(report: GoalReport) -> dict[str, Any]:
    return {
        "goals": [{**vars(found), "goal": _about(found.goal)} for found in report.goals],
        "tree": [{"macro": b.macro.name, "micros": [_lift(lift) for lift in b.lifts]} for b in report.tree],
        "targets": [_target(state) for state in report.targets], "definition": report.definition,
    }  # fmt: skip


def _lift(lift: Lift) -> dict[str, Any]:
    more = dict(zip(("estimate", "low", "high"), lift.more, strict=True)) if lift.more else None
    shares = {"share_did": lift.share_did, "share_did_not": lift.share_did_not}
    return {**vars(lift), **shares, "micro": lift.micro.name, "more": more}


def _target(state: TargetState) -> dict[str, Any]:
    about = {**vars(state.target), "begins": str(state.target.begins), "due": str(state.target.due)}
    return {
        "goal": state.goal.name, **about, "course": state.course.value,
        "points": [vars(point) for point in state.points], "definition": state.definition,
    }  # fmt: skip


def _print(report: GoalReport) -> None:
    rows = [_count_row(found) for found in report.goals]
    print_table(("Goal", "What", "For", "Times", "People", "Share", "95 %", "Worth"), rows, note=report.definition)
    for branch in report.tree:
        if branch.lifts:
            _print_branch(branch)
    for state in report.targets:
        _print_target(state)


def _count_row(found: GoalCount) -> tuple[object, ...]:
    about = found.goal.name, found.goal.in_words, found.goal.sort.value
    if found.reason:
        return *about, None, None, "", found.reason, ""
    interval = "" if found.low is None or found.high is None else interval_text(found.low, found.high)
    share = "" if found.share is None else share_text(found.share)
    return *about, found.count, found.people, share, interval, "" if found.value is None else f"{found.value:,.2f}"


def _print_branch(branch: Branch) -> None:
    rows = [
        (li.micro.name, _part(li.did_then, li.did), _part(li.did_not_then, li.did_not),
         "" if li.ratio is None or li.low is None else f"{li.ratio:.2f} ({li.low:.2f}–{li.high:.2f})",
         _part(li.through, li.macro_people))
        for li in branch.lifts
    ]  # fmt: skip
    headings = ("Micro", "Of those who did", "Of those who did not", "Ratio, 95 %", "Macros through it")
    words = "\n".join(lift.causal_words for lift in branch.lifts)
    print_table(headings, rows, title=f"\nLeading to {branch.macro.name}", note=words)


def _part(count: int, of: int) -> str:
    return f"{count:,} of {of:,}{f' ({share_text(count / of)})' if of else ''}"


def _print_target(state: TargetState) -> None:
    rows = [
        (p.week, p.people, _part(p.reached, p.people), interval_text(p.low, p.high), share_text(p.expected))
        for p in state.points
    ]
    title = f"\nTarget of {state.goal.name}: {state.course.value}"
    print_table(("Week", "Newcomers", "Reached it", "95 %", "Line"), rows, title=title, note=state.definition)


COMMANDS = (goals_,)
