"""The sentences of the paths screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import FEW, count_text, people_text, share_text
from convdesk.model.dropoff import DropOff
from convdesk.model.path import ENDED, OTHER, CountedBy, Side
from convdesk.model.step import Step
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.paths.looks import Anchor
    from convdesk.model.page import PageGroup
    from convdesk.model.path import PathEdge, PathNode, PathResult, PathSpec, Transitions


def anchor_words(anchor: Anchor, side: Side) -> str:
    """What a path begins (looking back: ends) with."""
    if anchor is None:
        return tr("the end of the session") if side is Side.BEFORE else tr("the beginning of the session")
    if isinstance(anchor, Step):
        return anchor.label
    words = tr("leaving after {step}") if side is Side.BEFORE else tr("reaching {step}, of those who left there")
    return words.format(step=anchor.step_name)


def title(spec: PathSpec) -> str:
    """What is looked at: `What people did before leaving after Verify email`."""
    start = anchor_words(spec.anchor, spec.side)
    if spec.side is Side.BETWEEN and spec.until is not None:
        return tr("What people did between {start} and {end}").format(start=start, end=spec.until.label)
    if spec.side is Side.BEFORE:
        return tr("What people did before {start}").format(start=start)
    if spec.anchor is None:
        return tr("What people did from the beginning of the session")
    return tr("What people did after {start}").format(start=start)


def note(result: PathResult) -> str:
    """Whose paths, how many, and how they were counted."""
    spec, parts = result.spec, [people_text(result.people)]
    if spec.by is CountedBy.TRANSITIONS:
        parts.append(trn("{n} path, every time counted", "{n} paths, every time counted", result.paths))
    else:
        parts.append(tr("each counted once"))
    if not isinstance(spec.anchor, DropOff) and spec.anchor is not None:
        parts.append(tr("inside one session") if spec.in_session else tr("across sessions"))
    if spec.segment.in_words() != "everyone":
        parts.append(tr("only {who}").format(who=spec.segment.in_words()))
    if 0 < result.people < FEW:
        parts.append(tr("few people, so take this with care"))
    return " · ".join(parts)


def node_name(node: PathNode, side: Side) -> str:
    """A node as it is called on the drawing."""
    if node.name == ENDED:
        return tr("nothing before") if side is Side.BEFORE else tr("no further event")
    if node.name == OTHER:
        return trn("{n} other", "{n} others", node.merged)
    return node.name


def numbers(node: PathNode) -> str:
    """Its n and share: `312 · 35 %`."""
    return f"{count_text(node.count)} · {share_text(node.share)}"


def counted(count: int, spec: PathSpec) -> str:
    """So many people, or paths where every time counts."""
    if spec.by is CountedBy.PEOPLE:
        return people_text(count)
    return trn("{n} path", "{n} paths", count)


def place_words(layer: int, side: Side) -> str:
    """The head of a column: `2 after`."""
    if not layer:
        return ""
    text = {Side.AFTER: tr("{n} later"), Side.BEFORE: tr("{n} before"), Side.BETWEEN: tr("{n} later")}[side]
    return text.format(n=layer)


def node_tip(node: PathNode, result: PathResult) -> str:
    """All there is to say of a node."""
    spec = result.spec
    lines = [node_name(node, spec.side), _of_all(node.count, node.share, result)]
    if node.name == OTHER:
        least = share_text(spec.least_share)
        lines.append(tr("Names under {least} of the paths. Click to show them apart.").format(least=least))
    elif node.name == ENDED and spec.side is Side.BEFORE:
        lines.append(tr("There is no earlier event of theirs."))
    elif node.name == ENDED:
        lines.append(tr("There is no further event of theirs in this path."))
    if node.repeating:
        again = trn("{n} did it again right after", "{n} did it again right after", node.repeating)
        lines.append(again + ", " + trn("{n} more time together", "{n} more times together", node.repeats))
    return "\n".join([*lines, "", result.definition])


def edge_tip(edge: PathEdge, result: PathResult) -> str:
    """All there is to say of a link."""
    source = next((n.count for n in result.layers[edge.layer] if n.name == edge.source), 0)
    share = share_text(edge.count / source) if source else ""
    names = (edge.target, edge.source) if result.spec.side is Side.BEFORE else (edge.source, edge.target)
    of = tr("{share} of those at {name}").format(share=share, name=_plain(edge.source))
    head = " → ".join(_plain(name) for name in names)
    return "\n".join([head, f"{counted(edge.count, result.spec)} · {of}", "", result.definition])


def node_people(node: PathNode, result: PathResult) -> str:
    """Who stands behind a node, in words."""
    about = title(result.spec)
    if not node.layer:
        return about
    place = place_words(node.layer, result.spec.side)
    return f"{node_name(node, result.spec.side)}, {place} · {about}"


def edge_people(edge: PathEdge, result: PathResult) -> str:
    """Who stands behind a link, in words."""
    return f"{_plain(edge.source)} → {_plain(edge.target)} · {title(result.spec)}"


def transitions_note(found: Transitions) -> str:
    words = tr("{times} in sessions of {people}")
    times = trn("{n} step from one to the next", "{n} steps from one to the next", found.count)
    return words.format(times=times, people=people_text(found.people))


def group_tip(group: PageGroup) -> str:
    """What is in a group of pages."""
    lines = list(group.examples)
    if group.addresses > len(lines):
        lines.append(trn("and {n} more address", "and {n} more addresses", group.addresses - len(lines)))
    return "\n".join(lines)


def _of_all(count: int, share: float, result: PathResult) -> str:
    whole = counted(result.paths, result.spec)
    return tr("{count} of {whole} ({share})").format(count=count_text(count), whole=whole, share=share_text(share))


def _plain(name: str) -> str:
    return {OTHER: tr("others"), ENDED: tr("nothing further")}.get(name, name)
