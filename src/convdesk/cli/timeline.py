"""The command that shows everything known of one person."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, with_progress
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.moment import iso
from convdesk.model.timeline import EntryKind, TimelineSpec
from convdesk.operations import studies, timeline

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.timeline import Entry, Timeline


@click.command("timeline", epilog="Example: convdesk timeline onboarding.convdesk u-00412 --first 200")
@STUDY
@click.argument("person")
@click.option("--first", default=0, show_default=True, help="Begin with this entry.")
@click.option("--count", default=200, show_default=True, help="How many entries.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in EntryKind]))
@JSON
def timeline_(study: Path, person: str, first: int, count: int, kinds: tuple[str, ...], as_json: bool) -> None:
    """Events, pages, friction, answers, recordings and notes of one person on one clock."""
    chosen = frozenset(map(EntryKind, kinds)) or frozenset(EntryKind)
    opened = studies.open_study(study, read_only=True)
    try:
        spec = TimelineSpec(person, first, count, None, chosen)
        found = with_progress(lambda progress: timeline.look_along(opened, spec, progress), "Looking")
    finally:
        opened.close()
    print_json(_document(found)) if as_json else _print(found)


def _document(found: Timeline) -> dict[str, Any]:
    return {
        "actor": found.person, "total": found.total, "first": found.first, "hidden": found.hidden,
        "entries": [_entry(entry) for entry in found.entries], "undated": [_entry(entry) for entry in found.undated],
        "definition": found.definition,
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    about = asdict(entry)
    at_us = about.pop("at_us")
    return {"at": None if at_us is None else iso(at_us), **about, "kind": entry.kind.value}


def _print(found: Timeline) -> None:
    last = found.first + len(found.entries)
    title = f"{found.person}: entries {found.first:,} to {last:,} of {found.total:,}"
    rows = [
        ("" if e.at_us is None else iso(e.at_us), e.kind.value, e.title, e.where, _part(e))
        for e in (*found.entries, *found.undated)
    ]
    print_table(("When", "", "What", "Where", "Element, codes"), rows, title=title, note=found.definition)


def _part(entry: Entry) -> str:
    """The element a sign of trouble is about, or the codes of a note."""
    return entry.details.get("element") or entry.details.get("codes", "")


COMMANDS = (timeline_,)
