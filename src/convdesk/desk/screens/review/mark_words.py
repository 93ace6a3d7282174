"""The sentences on what marks those who left, and on how many of them were heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import FEW, count_text, people_text, share_text
from convdesk.model.difference import difference_of
from convdesk.model.driver import JoinStrength, Mark, MarkKind
from convdesk.model.moment import SECOND_US
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.model.difference import Difference as SharesApart
    from convdesk.model.driver import CoverageDetail, Difference, DriverTable

CLEAR_Q = 0.05
"""At most so many of the rows that are called clear are expected to be chance."""
SMALL_APART = 0.02
"""Differences below are written with a decimal."""

KINDS = {
    MarkKind.EVENT: lambda: tr("event"),
    MarkKind.PAGE: lambda: tr("page"),
    MarkKind.FRICTION: lambda: tr("friction"),
    MarkKind.PROPERTY: lambda: tr("property"),
    MarkKind.ANSWER: lambda: tr("answer"),
    MarkKind.CODE: lambda: tr("code"),
}
SEVERAL = {
    MarkKind.EVENT: lambda: tr("Events"),
    MarkKind.PAGE: lambda: tr("Pages"),
    MarkKind.FRICTION: lambda: tr("Friction"),
    MarkKind.PROPERTY: lambda: tr("Properties"),
    MarkKind.ANSWER: lambda: tr("Answers"),
    MarkKind.CODE: lambda: tr("Codes"),
}
_JOINS = {
    JoinStrength.SESSION: lambda n: trn("{n} by session", "{n} by session", n),
    JoinStrength.ACTOR: lambda n: trn("{n} as the same person", "{n} as the same person", n),
    JoinStrength.RESPONDENT: lambda n: trn("{n} by respondent key", "{n} by respondent key", n),
    JoinStrength.PLACE: lambda n: trn("{n} by page and time only (weak)", "{n} by page and time only (weak)", n),
}


def is_clear(mark: Mark) -> bool:
    return mark.q <= CLEAR_Q


def is_small(mark: Mark) -> bool:
    """Whether one of the sides is so few that a share of it says little."""
    return min(mark.left, mark.stayed) < FEW


def part(count: int, of: int, side: str) -> str:
    """One side: `61 % · 54 of 88 left`."""
    share = share_text(count / of) if of else "–"
    return tr("{share} · {n} of {of} {side}").format(share=share, n=count_text(count), of=count_text(of), side=side)


def mark_note(mark: Mark) -> str:
    """How far the shares lie apart, and whether that may be chance."""
    apart = difference_of(mark.left_with, mark.left, mark.stayed_with, mark.stayed)
    said = [_points(apart), _chance(mark.q)]
    if is_small(mark):
        said.append(tr("few people"))
    return " · ".join(said)


def mark_tip(mark: Mark) -> str:
    """All numbers of a row, and what they can say."""
    lines = [mark.name, _goes_with(mark), "", tr("Left: {part}").format(part=_plain(mark.left_with, mark.left))]
    lines.append(tr("Went on: {part}").format(part=_plain(mark.stayed_with, mark.stayed)))
    apart = difference_of(mark.left_with, mark.left, mark.stayed_with, mark.stayed)
    lines.append(tr("Difference: {points}").format(points=_points(apart)))
    if mark.ratio is not None and mark.low is not None and mark.high is not None:
        ratio = tr("Ratio of the shares: {ratio}, 95 % interval {low} to {high}")
        lines.append(ratio.format(ratio=f"{mark.ratio:.2f}", low=f"{mark.low:.2f}", high=f"{mark.high:.2f}"))
    tests = tr("Fisher's exact p {p}; q {q} (Benjamini–Hochberg over all candidates)")
    lines += [tests.format(p=_small(mark.p), q=_small(mark.q)), "", tr("This says that they go together, not why.")]
    return "\n".join(lines)


def mark_words(mark: Mark, *, has_left: bool) -> str:
    """The people of one side of a row, for the screen that lists them."""
    who = people_text(mark.left_with if has_left else mark.stayed_with)
    text = tr("{who} who left with {mark}") if has_left else tr("{who} who went on with {mark}")
    return text.format(who=who, mark=mark.name)


def evidence_words(mark: Mark) -> str:
    """A row as a piece of evidence."""
    shares = [share_text(one / of) if of else "–" for one, of in
              ((mark.left_with, mark.left), (mark.stayed_with, mark.stayed))]  # fmt: skip
    return tr("{mark}: {left} of those who left, {stayed} of those who went on").format(
        mark=mark.name, left=shares[0], stayed=shares[1]
    )


def table_note(table: DriverTable) -> str:
    """What was compared, under the heading."""
    if table.exposure_seconds is None:
        return tr("Nobody went on from here, so there is nobody to compare with.")
    said = tr("{left} who left against {stayed} who went on, both watched for {time}")
    return said.format(
        left=count_text(table.left), stayed=count_text(table.stayed), time=time_text(table.exposure_seconds)
    )


def rows_note(table: DriverTable, clear: int) -> str:
    """What is below the list: how many were compared, what is hidden."""
    parts = [
        trn("{n} candidate compared", "{n} candidates compared", table.candidates),
        tr("{n} clearly apart").format(n=count_text(clear)),
    ]
    if table.hidden:
        parts.append(tr("{n} with fewer than 5 people hidden").format(n=count_text(table.hidden)))
    if table.left_out:
        parts.append(tr("too many values: {names}").format(names=", ".join(table.left_out[:3])))
    return " · ".join(parts)


def time_text(seconds: float) -> str:
    """A length of time as people say it: 45 s, 3 min, 2 h, 4 days."""
    for unit, size in ((tr("days"), 86_400), (tr("h"), 3_600), (tr("min"), 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.2g} {unit}" if seconds / size < 99.5 else f"{seconds / size:.0f} {unit}"
    return f"{seconds:.3g} s"


def exposure_words(exposure_us: int | None) -> str:
    if exposure_us is None:
        return tr("watched for the usual time to go on")
    return tr("watched for {time}").format(time=time_text(exposure_us / SECOND_US))


def difference_note(row: Difference) -> str:
    apart = difference_of(row.heard_with, row.heard, row.silent_with, row.silent)
    small = [tr("few people")] if min(row.heard, row.silent) < FEW else []
    return " · ".join([_points(apart), _chance(row.q), *small])


def difference_tip(row: Difference, definition: str) -> str:
    tests = tr("Fisher's exact p {p}; q {q} (Benjamini–Hochberg over all values)")
    return "\n".join([f"{row.prop}={row.value}", tests.format(p=_small(row.p), q=_small(row.q)), "", definition])


def joins_note(detail: CoverageDetail, *, is_recorded: bool) -> str:
    """By what they are joined, strongest first."""
    by = detail.recorded_by if is_recorded else detail.answered_by
    said = [_JOINS[strength](count) for strength, count in by.items() if count]
    return tr("Joined: {how}").format(how=", ".join(said)) if said else ""


def _goes_with(mark: Mark) -> str:
    if mark.ratio is None or mark.ratio == 1:
        return tr("As often among both.")
    return tr("Goes with leaving here.") if mark.ratio > 1 else tr("Goes with going on from here.")


def _points(apart: SharesApart) -> str:
    if apart.difference is None or apart.low is None or apart.high is None:
        return tr("nobody on one side")
    places = 1 if max(abs(apart.low), abs(apart.high)) < SMALL_APART else 0
    middle, low, high = (_signed(end, places) for end in (apart.difference, apart.low, apart.high))
    return tr("{n} points ({low} to {high})").format(n=middle, low=low, high=high)


def _signed(share: float, places: int) -> str:
    return f"{share * 100:+.{places}f}".replace("-", "−")


def _chance(q: float) -> str:
    return tr("q {q}").format(q=_small(q)) if q <= CLEAR_Q else tr("may be chance, q {q}").format(q=_small(q))


def _plain(count: int, of: int) -> str:
    share = f" ({share_text(count / of)})" if of else ""
    return tr("{n} of {of}").format(n=count_text(count), of=count_text(of)) + share


def _small(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.2g}"
