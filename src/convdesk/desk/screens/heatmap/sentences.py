"""What the heatmap screen says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.heatmap import HeatView
from convdesk.model.page import Bucket
from convdesk.model.share import share_text
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.model.heatmap import Band, ElementHeat, Group, HeatResult

SMALL = 30


def view_words() -> dict[HeatView, str]:
    """The views in the order they are offered."""
    return {
        HeatView.CLICK: tr("Clicks"), HeatView.RAGE: tr("Rage clicks"), HeatView.DEAD: tr("Clicks without effect"),
        HeatView.ERROR: tr("Clicks before an error"), HeatView.FIRST: tr("First clicks"),
        HeatView.MOVE: tr("Pointer moves"), HeatView.SCROLL: tr("Scroll reach"),
        HeatView.ATTENTION: tr("Attention"),
    }  # fmt: skip


def bucket_words() -> dict[Bucket, str]:
    return {
        Bucket.DESKTOP: tr("Desktop"), Bucket.TABLET: tr("Tablet"), Bucket.PHONE: tr("Phone"),
        Bucket.UNKNOWN: tr("Unknown size"),
    }  # fmt: skip


def note(result: HeatResult) -> str:
    """The line under the title: what of how many, and how well it fits the picture."""
    seen = trn("{n} person saw the page", "{n} people saw the page", result.seen)
    if result.spec.minus is not None:
        others = trn("{n} of the others", "{n} of the others", result.minus_seen)
        parts = [tr("{seen}, and {others}").format(seen=seen, others=others)]
    elif result.spec.view.is_in_bands:
        parts = [seen]
    else:
        what = trn("{n} click", "{n} clicks", result.clicks)
        if result.spec.view is HeatView.MOVE:
            what = trn("{n} place of the pointer", "{n} places of the pointer", result.clicks)
        who = trn("{n} person", "{n} people", result.people)
        parts = [tr("{what} by {who}").format(what=what, who=who), seen]
    return " · ".join([*parts, *_fits(result)])


def _fits(result: HeatResult) -> list[str]:
    if result.placed is None:
        return []
    match, hidden = result.placed.match, result.placed.hidden
    if match is not None or hidden:
        fits = "" if match is None else tr("layout match {share}").format(share=share_text(match))
        unseen = trn("{n} out of sight in a list or pane", "{n} out of sight in lists or panes", hidden)
        return [words for words in (fits, unseen if hidden else "") if words]
    return [tr("elements have no boxes on this picture")] if result.picture else []


def fit_words(result: HeatResult) -> str:
    """The ways clicks came to their place, for the tool tip of the note."""
    placed = result.placed
    if placed is None:
        return result.definition
    lines = (
        trn("{n} click lies within its element", "{n} clicks lie within their element", placed.in_element),
        trn("{n} was moved to the edge of its element", "{n} were moved to the edge of their element", placed.moved),
        trn("{n} lies at its own place", "{n} lie at their own place", placed.scaled),
        trn("{n} has no place and is not drawn", "{n} have no place and are not drawn", placed.nowhere),
    )
    hidden = trn(
        "{n} lies in a part of a list or pane that this picture does not show",
        "{n} lie in parts of lists or panes that this picture does not show", placed.hidden,
    )  # fmt: skip
    return "\n".join([result.definition, "", *lines, *([hidden] if placed.hidden else [])])


def element_words(element: ElementHeat, result: HeatResult) -> str:
    """An element with its n, for a tool tip."""
    lines = [element.label, element.selector if element.selector != element.label else ""]
    difference = element.difference
    if difference is not None:
        lines.append(
            tr("{one} of {one_n} against {other} of {other_n} people").format(
                one=difference.one, one_n=difference.one_n, other=difference.other, other_n=difference.other_n
            )
        )
        lines.append(points(element))
        return "\n".join(line for line in lines if line)
    lines.append(f"{clicks_text(element)} · {people_of_seen(element)}")
    if element.dead:
        lines.append(trn("{n} without effect", "{n} without effect", element.dead))
    if element.rage:
        lines.append(trn("{n} in rage bursts", "{n} in rage bursts", element.rage))
    if result.seen < SMALL:
        lines.append(tr("few people: the interval is wide"))
    return "\n".join(line for line in lines if line)


def clicks_text(element: ElementHeat) -> str:
    return trn("{n} click", "{n} clicks", element.clicks)


def people_of_seen(element: ElementHeat) -> str:
    """People with their share of those who saw the page, and its interval."""
    who = trn("{n} person", "{n} people", element.people)
    if not element.seen or element.interval is None:
        return who
    low, high = element.interval
    return tr("{who}, {share} of {seen} ({low:.0f}–{high:.0f} %)").format(
        who=who,
        share=share_text(element.people / element.seen),
        seen=f"{element.seen:,}",
        low=low * 100,
        high=high * 100,
    )


def points(element: ElementHeat) -> str:
    """The difference in percentage points with its interval."""
    difference = element.difference
    if difference is None or difference.difference is None or difference.low is None or difference.high is None:
        return tr("nobody to compare")
    ends = (difference.difference, difference.low, difference.high)
    middle, low, high = (f"{end * 100:+.0f}".replace("-", "−") for end in ends)
    return tr("{n} points ({low} to {high})").format(n=middle, low=low, high=high)


def band_words(band: Band) -> str:
    """A strip of the page, for a tool tip."""
    share = share_text(band.people / band.seen) if band.seen else ""
    lines = [
        tr("{top} to {bottom} px").format(top=round(band.top_px), bottom=round(band.bottom_px)),
        tr("on the screens of {people} of {seen} people ({share})").format(
            people=band.people, seen=band.seen, share=share
        ),
    ]
    if band.seconds is not None:
        lines.append(tr("{seconds:.1f} s on average").format(seconds=band.seconds))
    return "\n".join(lines)


def marks(result: HeatResult) -> list[tuple[float, str]]:
    """Heights worth a line, in page pixels, with what they stand for: the fold, and how far parts of people got."""
    found = [] if result.fold_px is None else [(result.fold_px, tr("half of the windows end here"))]
    if result.spec.view is HeatView.SCROLL:
        for share in (0.75, 0.5, 0.25):
            band = next((one for one in result.bands if one.seen and one.people / one.seen < share), None)
            if band and band.top_px not in {height for height, _ in found}:
                found.append((band.top_px, tr("fewer than {share} got here").format(share=share_text(share))))
    return found


def group_words(group: Group) -> str:
    """What a colour of dots stands for, with its n."""
    clicks = trn("{n} click", "{n} clicks", group.clicks)
    return f"{group.value} · {clicks} · {trn('{n} person', '{n} people', group.people)}"
