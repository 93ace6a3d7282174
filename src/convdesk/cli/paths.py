"""The command that follows paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, with_progress
from convdesk.cli.questions import SEGMENT, WINDOW, funnel_asked
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.dropoff import DropOff
from convdesk.model.path import CountedBy, Nodes, OnPath, PathSpec, Side, TransitionSpec
from convdesk.model.problem import ProblemError
from convdesk.model.share import share_text
from convdesk.model.step import parse_step
from convdesk.operations import paths, segments, studies

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.path import PathNode, PathResult, Transitions
    from convdesk.operations.study import Study

SHOWN = 40


@click.command(
    "paths",
    epilog='Example: convdesk paths onboarding.convdesk --after "Verify email"  ·  '
    'convdesk paths onboarding.convdesk "Sign up" "Verify email" Profile --at 2 --pages',
)
@STUDY
@click.argument("steps", nargs=-1, metavar="[STEP…]")
@click.option("--at", type=int, help="With steps of a funnel: what those did who left after this one, from 1.")
@click.option("--after-step", is_flag=True, help="With --at: after they reached the step, not before they left.")
@click.option("--after", metavar="STEP", help="What people do after this.")
@click.option("--before", metavar="STEP", help="What people do before this.")
@click.option("--until", metavar="STEP", help="With --after: only up to this, of those who do it.")
@click.option("--pages", is_flag=True, help="Pages, grouped by pattern, instead of events.")
@click.option("--length", default=5, show_default=True, help="How many places far.")
@click.option("--least", default=2.0, show_default=True, help="Merge branches under this share of the paths, in %.")
@click.option("--most", default=8, show_default=True, help="Keep at most so many branches of a place apart.")
@click.option("--by", type=click.Choice([by.value for by in CountedBy]), default="people", show_default=True)
@click.option("--transitions", is_flag=True, help="What directly follows on what, instead of layers.")
@click.option("--who", metavar="PLACE:NAME", help="List the people of a node, such as 2:Help.")
@WINDOW
@SEGMENT
@JSON
def paths_(study: Path, steps: tuple[str, ...], as_json: bool, **how: Any) -> None:
    """What people do before, between and after something; without any, from the beginning of their session.

    With the steps of a funnel and --at: what those did last who left after that step.
    """
    opened = studies.open_study(study, read_only=True)
    try:
        if how["transitions"]:
            _print_transitions(_transitions(opened, how), as_json=as_json)
            return
        spec = _spec(opened, steps, how)
        result = with_progress(lambda progress: paths.follow_paths(opened, spec, progress), "Following paths")
        who = segments.people_in_segment(opened, _node(spec, how["who"])) if how["who"] else None
    finally:
        opened.close()
    if who is not None and not as_json:
        click.echo("\n".join(who))
    elif as_json:
        print_json(_document(result) | ({} if who is None else {"who": list(who)}))
    else:
        _print(result)


def _spec(study: Study, steps: tuple[str, ...], how: dict[str, Any]) -> PathSpec:
    anchor, side = _anchor(study, steps, how)
    until = parse_step(how["until"]) if how["until"] else None
    return PathSpec(
        anchor, Side.BETWEEN if until else side, until, Nodes.PAGES if how["pages"] else Nodes.EVENTS, how["length"],
        how["least"] / 100, how["most"], CountedBy(how["by"]), segments.read_segment(study, how["segment"]),
    )  # fmt: skip


def _anchor(study: Study, steps: tuple[str, ...], how: dict[str, Any]) -> tuple[Any, Side]:
    if steps:
        if how["at"] is None:
            raise ProblemError("paths", "Which step people left after is not said.", "Add --at 2, or use --after STEP.")
        drop_off = DropOff(funnel_asked(study, steps, {**how, "segment": "", "per": "actor"}), how["at"])
        return drop_off, Side.AFTER if how["after_step"] else Side.BEFORE
    if how["after"] and how["before"]:
        raise ProblemError(
            "paths", "Both --after and --before are given.", "For what lies between use --after, --until."
        )
    step = how["after"] or how["before"]
    return parse_step(step) if step else None, Side.BEFORE if how["before"] else Side.AFTER


def _node(spec: PathSpec, text: str) -> OnPath:
    place, _, name = text.partition(":")
    if not place.isdigit() or not name:
        raise ProblemError(f"--who {text}", "This names no node.", "Write the place and the name, such as 2:Help.")
    return OnPath(spec, int(place), name)


def _transitions(study: Study, how: dict[str, Any]) -> Transitions:
    nodes = Nodes.PAGES if how["pages"] else Nodes.EVENTS
    spec = TransitionSpec(nodes, CountedBy(how["by"]), segment=segments.read_segment(study, how["segment"]))
    return with_progress(lambda progress: paths.count_transitions(study, spec, progress), "Counting transitions")


def _document(result: PathResult) -> dict[str, Any]:
    nodes = [
        {"place": n.layer, "name": n.name, "count": n.count, "share": n.share, "repeating": n.repeating,
         "repeats": n.repeats, "merged": n.merged}
        for layer in result.layers for n in layer
    ]  # fmt: skip
    edges = [{"place": e.layer, "source": e.source, "target": e.target, "count": e.count} for e in result.edges]
    matrix = [{"name": name, "counts": list(counts)} for name, counts in result.matrix]
    return {
        "anchor": result.anchor, "side": result.spec.side.value, "by": result.spec.by.value, "paths": result.paths,
        "people": result.people, "nodes": nodes, "edges": edges, "matrix": matrix, "definition": result.definition,
    }  # fmt: skip


def _print(result: PathResult) -> None:
    side = {"after": "After", "before": "Before", "between": "After"}[result.spec.side.value]
    title = f"{side} {result.anchor}: {result.paths:,} paths of {result.people:,} people"
    rows = [_row(node) for layer in result.layers[1:] for node in layer]
    print_table(("Place", "What", "Paths", "Share", "Repeated"), rows, title=title, note=result.definition)


def _row(node: PathNode) -> tuple[object, ...]:
    again = f"{node.repeating:,} again, {node.repeats:,} times" if node.repeating else ""
    name = f"{node.name} {node.merged} more" if node.merged else node.name
    return node.layer, name, node.count, share_text(node.share), again


def _print_transitions(found: Transitions, *, as_json: bool) -> None:
    if as_json:
        rows = [{**vars(row), "is_loop": row.is_loop} for row in found.rows]
        print_json({"people": found.people, "count": found.count, "rows": rows, "definition": found.definition})
        return
    rows_ = [
        (row.source, "again" if row.is_loop else row.target, row.people, row.count, share_text(row.share))
        for row in found.rows[:SHOWN]
    ]
    title = f"{found.count:,} transitions of {found.people:,} people"
    print_table(("From", "To", "People", "Times", "Share"), rows_, title=title, note=found.definition)


COMMANDS = (paths_,)
