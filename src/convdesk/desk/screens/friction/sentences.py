"""What the friction screen says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import FEW, count_text, interval_text, moment_text, people_text, share_text
from convdesk.desk.screens.friction.looks import Listing
from convdesk.model.moment import iso
from convdesk.model.share import wilson
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.friction.looks import HitsLook
    from convdesk.model.friction import FrictionResult, Occurrence, Signal, SignalCount, Tally
    from convdesk.model.hits import HitList

LISTINGS: dict[Listing, Callable[[], str]] = {
    Listing.PAGES: lambda: tr("Pages"),
    Listing.ELEMENTS: lambda: tr("Elements"),
    Listing.SESSIONS: lambda: tr("Recordings"),
    Listing.PEOPLE: lambda: tr("People"),
}


def note(result: FrictionResult) -> str:
    """The screen's one line: what was looked through, by which rules."""
    parts = [
        trn("{n} click", "{n} clicks", result.clicks)
        + " "
        + trn("in {n} recording", "in {n} recordings", result.recordings),
        tr("rules “{name}”").format(name=result.spec.rules.name),
    ]
    if result.corrected:
        parts.append(trn("{n} taken out by hand", "{n} taken out by hand", result.corrected))
    return " · ".join(parts)


def signal_line(found: SignalCount) -> str:
    """Two lines: the signal with how often; in whom."""
    name = found.signal.label[0].upper() + found.signal.label[1:]
    if found.count is None:
        return f"{name}\n{found.reason}"
    return f"{name} · {count_text(found.count)}\n{signal_share(found)}"


def every_line(result: FrictionResult) -> str:
    """Two lines for all signals together."""
    total = sum(found.count or 0 for found in result.signals)
    told = sum(found.count is not None for found in result.signals)
    kinds = trn("of {n} kind that can be told here", "of {n} kinds that can be told here", told)
    return f"{tr('All signs of trouble')} · {count_text(total)}\n{kinds}"


def signal_share(found: SignalCount) -> str:
    """In how many of those in whom it could have been seen."""
    if found.share is None or found.low is None or found.high is None:
        return tr("nobody was watched")
    who = tr("{n} of {people}, {share} ({interval})").format(
        n=count_text(found.people or 0), people=people_text(found.watched or 0), share=share_text(found.share),
        interval=interval_text(found.low, found.high),
    )  # fmt: skip
    return who if (found.watched or 0) >= FEW else f"{who} · {tr('few')}"


def signal_tip(found: SignalCount) -> str:
    return "\n".join(part for part in (found.definition, found.reason) if part)


def effect(now: SignalCount, kept: SignalCount | None) -> str:
    """What rules that are tried find, against those that are kept."""
    if now.count is None:
        return now.reason
    found = (
        trn("finds {n}", "finds {n}", now.count) + " " + tr("in {people}").format(people=people_text(now.people or 0))
    )
    if kept is None or kept.count is None or (kept.count, kept.people) == (now.count, now.people):
        return found
    was = tr("was {n} in {people}").format(n=count_text(kept.count), people=count_text(kept.people or 0))
    return f"{found} · {was}"


def tally_name(row: Tally, listing: Listing) -> str:
    if listing is Listing.ELEMENTS:
        return row.label or row.name
    return row.label or tr("a recording without a session id") if listing is Listing.SESSIONS else row.name


def tally_share(row: Tally) -> str:
    """The share of the people who were there, with its interval."""
    ends = wilson(row.people, row.of) if row.of else None
    if ends is None or not row.of:
        return "–"
    return tr("{share} ({interval})").format(share=share_text(row.people / row.of), interval=interval_text(*ends))


def tally_tip(row: Tally, listing: Listing) -> str:
    """All signals of a row, and where it is."""
    lines = [row.name if listing is Listing.ELEMENTS else tally_name(row, listing)]
    lines += [f"{signal.label}: {count_text(count)}" for signal, count in row.counts.items()]
    if row.of:
        was = tr("of {n} who clicked it") if listing is Listing.ELEMENTS else tr("of {n} who were recorded there")
        lines.append(f"{people_text(row.people)} {was.format(n=count_text(row.of))}")
    if not row.of:
        lines.append(
            tr("{people}, told from the event log: no share, as nobody was recorded there").format(
                people=people_text(row.people)
            )
        )
    if row.of and row.of < FEW:
        lines.append(tr("few people, so take the share with care"))
    return "\n".join(lines)


def hits_note(look: HitsLook) -> str:
    """How many there are, and how many of them are drawn."""
    hits = look.hits
    said = [trn("{n} sign of trouble", "{n} signs of trouble", hits.total)]
    if hits.total > len(hits.rows):
        said.append(tr("the first {n} listed").format(n=count_text(len(hits.rows))))
    return " · ".join(said)


def page_note(hits: HitList) -> str:
    """What is drawn on the page."""
    if not hits.page:
        return ""
    drawn = trn("{n} drawn", "{n} drawn", len(hits.points))
    parts = [hits.page, drawn]
    if hits.width is not None:
        parts.append(tr("viewport {width}").format(width=hits.width))
    elsewhere = sum(hits.viewports.values()) - len(hits.points)
    if elsewhere:
        parts.append(tr("{n} at other widths").format(n=count_text(elsewhere)))
    if hits.unplaced:
        parts.append(tr("{n} without a place").format(n=count_text(hits.unplaced)))
    return " · ".join(parts)


def hit_line(hit: Occurrence, zone: str) -> str:
    """Two lines: what, on what; who, when and where."""
    name = hit.signal.label[0].upper() + hit.signal.label[1:]
    first = f"{name} · {hit.label}" if hit.label else name
    parts = [moment_text(iso(hit.at_ms * 1000), zone), hit.actor, hit.page]
    return f"{first}\n" + " · ".join(part for part in parts if part)


def people_words(count: int, signal: Signal | None, place: str) -> str:
    """The people of one number, for the screen that lists them."""
    what = signal.label if signal else tr("any sign of trouble")
    text = tr("{who} with {what} on {place}") if place else tr("{who} with {what}")
    return text.format(who=people_text(count), what=what, place=place)
