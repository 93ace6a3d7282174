"""Sentences about clips: what would be kept of a stretch, and what cannot be."""

from __future__ import annotations

from convdesk.desk.screens.replay.looks import LONGEST_CLIP_MS, Offer
from convdesk.desk.screens.replay.sentences import clock_text
from convdesk.model.finding import LARGEST_FILM_BYTES
from convdesk.words import tr


def offer_of(stretch: tuple[float, float], *, is_stretch: bool) -> Offer:
    """What can be kept from here to there; unless it `is_stretch`, only a clip goes that far."""
    clip = tr("Clip of {span}…").format(span=span_text(stretch))
    if not is_stretch:
        return Offer(clip, tr("Add to findings, with its picture"))
    if stretch[1] - stretch[0] <= LONGEST_CLIP_MS:
        return Offer(clip, tr("Add to findings, with its film of {span}").format(span=span_text(stretch)))
    clip = tr("Clip (at most {n} minutes)").format(n=LONGEST_CLIP_MS // 60_000)
    finding = tr("Add to findings, with its first picture only")
    return Offer(clip, finding, can_be_clip=False, about=f"{too_long()} {shorter()}")


def span_text(stretch: tuple[float, float]) -> str:
    return f"{clock_text(stretch[0])} – {clock_text(stretch[1])}"


def filming_text(stretch: tuple[float, float], share: float) -> str:
    return tr("Filming {span} · {share} %").format(span=span_text(stretch), share=int(100 * share))


def too_long() -> str:
    return tr("A film lasts at most {n} minutes.").format(n=LONGEST_CLIP_MS // 60_000)


def too_large(weighs_bytes: int) -> str:
    most, own = (f"{size / 1_000_000:.0f}" for size in (LARGEST_FILM_BYTES, weighs_bytes))
    return tr("Its film has {own} MB; a finding keeps at most {most} MB.").format(own=own, most=most)


def shorter() -> str:
    return tr("Choose a shorter stretch with N and Shift+N, or save its parts as clips.")
