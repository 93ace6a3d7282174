"""The command that looks for friction: count it, list it, change its rules, correct it by hand."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, say, with_progress
from convdesk.cli.questions import SEGMENT
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.friction import PRESETS, FrictionSpec, Signal, differences, rules_named
from convdesk.model.moment import iso
from convdesk.model.problem import ProblemError
from convdesk.model.share import interval_text, share_text
from convdesk.operations import friction, segments, studies

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.friction import FrictionResult, FrictionRules, Occurrence, SignalCount, Tally
    from convdesk.operations.study import Study

SIGNALS = click.Choice([signal.value for signal in Signal])
SHOWN = 15
_LISTS = ("pages", "elements", "sessions", "people")


@click.command("friction", epilog="Example: convdesk friction onboarding.convdesk --page /verify-email --rules posthog")
@STUDY
@click.option("--page", default="*", metavar="PATTERN", help="A path, with * for anything.")
@SEGMENT
@click.option("--rules", type=click.Choice(list(PRESETS)), help="Another tool's thresholds, for this question only.")
@click.option("--suppress", multiple=True, metavar="GLOB", help="A label, or selector:…, that never counts as rage.")
@click.option("--keep", is_flag=True, help="Keep these rules and suppressions in the study.")
@click.option("--list", "listed", type=SIGNALS, help="List the single occurrences of a signal.")
@click.option("--who", type=SIGNALS, help="List the people who showed a signal.")
@click.option("--dismiss", metavar="SIGNAL:RECORDING@MS", help="This occurrence (as --list names it) is no friction.")
@JSON
def friction_(study: Path, as_json: bool, **how: Any) -> None:
    """Rage, dead and error clicks, thrashing, quick backs, hesitation: by page, element, session and person.

    Counted anew from what is stored; a signal that cannot be told says why.
    """
    opened = studies.open_study(study, read_only=not (how["keep"] or how["dismiss"]))
    try:
        if how["dismiss"]:
            friction.dismiss(opened, *_occurrence(how["dismiss"]))
            say(f"Taken out. convdesk undo {study} brings it back.")
        _show(opened, _spec(opened, how), how, as_json=as_json)
    finally:
        opened.close()


def _show(study: Study, spec: FrictionSpec, how: dict[str, Any], *, as_json: bool) -> None:
    if how["keep"]:
        friction.change_rules(study, spec.rules)
    if how["who"]:
        _print_people(friction.people_with_friction(study, spec, Signal(how["who"])), as_json=as_json)
    elif how["listed"]:
        _print_occurrences(friction.list_occurrences(study, spec, Signal(how["listed"])), as_json=as_json)
    else:
        result = with_progress(lambda progress: friction.count_friction(study, spec, progress), "Looking for friction")
        if as_json:
            print_json(_document(result))
        else:
            _print(result)


def _spec(study: Study, how: dict[str, Any]) -> FrictionSpec:
    rules = rules_named(how["rules"]) if how["rules"] else friction.friction_rules(study)
    segment = segments.read_segment(study, how["segment"])
    return FrictionSpec(how["page"], segment, friction.suppress(rules, *how["suppress"]))


def _occurrence(text: str) -> tuple[Signal, str, int]:
    signal, _, rest = text.partition(":")
    recording, _, at_ms = rest.rpartition("@")
    if signal not in {known.value for known in Signal} or not recording or not at_ms.isdigit():
        raise ProblemError(f"--dismiss {text}", "This names no occurrence.", "Copy a name that --list prints.")
    return Signal(signal), recording, int(at_ms)


def _print_people(people: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({"who": list(people)})
    elif people:
        click.echo("\n".join(people))


def _print_occurrences(found: tuple[Occurrence, ...], *, as_json: bool) -> None:
    rows = [
        {"name": f"{o.signal.value}:{o.recording}@{o.at_ms}" if o.recording else "", "at": iso(o.at_ms * 1000),
         "actor": o.actor, "page": o.page, "label": o.label, "recording": o.recording}
        for o in found
    ]  # fmt: skip
    if as_json:
        print_json({"occurrences": rows})
    else:
        shown = ("name", "at", "actor", "page", "label")
        print_table(("Name", "When", "Person", "Page", "Element"), [tuple(row[key] for key in shown) for row in rows])


def _document(result: FrictionResult) -> dict[str, Any]:
    return {
        "page": result.spec.page, "rules": _rules(result.spec.rules), "clicks": result.clicks,
        "recordings": result.recordings, "corrected": result.corrected,
        "signals": [{**vars(found), "signal": found.signal.value} for found in result.signals],
        **{name: [_tally(tally) for tally in getattr(result, name)] for name in _LISTS},
        "more_sessions": result.more_sessions, "more_people": result.more_people, "definition": result.definition,
    }  # fmt: skip


def _rules(rules: FrictionRules) -> dict[str, Any]:
    return {**asdict(rules), "differs": {name: pair[0] for name, pair in differences(rules).items()}}


def _tally(tally: Tally) -> dict[str, Any]:
    counts = {signal.value: count for signal, count in tally.counts.items()}
    return {"name": tally.name, "label": tally.label, "page": tally.page, "people": tally.people, "counts": counts}


def _print(result: FrictionResult) -> None:
    rows = [_signal_row(found) for found in result.signals]
    headings = ("Signal", "Count", "People", "Of", "Share", "95 %", "Told by")
    print_table(headings, rows, title=f"Friction, {result.clicks:,} clicks", note=result.definition)
    for title, tallies in (("By page", result.pages), ("By element", result.elements), ("By person", result.people)):
        if tallies:
            _print_tallies(title, tallies)


def _signal_row(found: SignalCount) -> tuple[object, ...]:
    if found.reason:
        return found.signal.label, None, None, None, "", "", f"Not told: {found.reason}"
    share = "" if found.share is None else share_text(found.share)
    interval = "" if found.low is None or found.high is None else interval_text(found.low, found.high)
    return found.signal.label, found.count, found.people, found.watched, share, interval, found.definition


def _print_tallies(title: str, tallies: tuple[Tally, ...]) -> None:
    present = [signal for signal in Signal if any(signal in tally.counts for tally in tallies)]
    rows = [
        (tally.label, tally.page, tally.people, *(tally.counts.get(signal, 0) for signal in present))
        for tally in tallies[:SHOWN]
    ]
    more = f"{len(tallies) - SHOWN:,} more with --json." if len(tallies) > SHOWN else ""
    print_table(("", "Page", "People", *(s.label.capitalize() for s in present)), rows, title=f"\n{title}", note=more)


COMMANDS = (friction_,)
