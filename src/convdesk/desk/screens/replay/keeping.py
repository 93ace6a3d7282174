"""Asks where pictures and clips go, and says which moment or stretch is meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from convdesk.desk.ports import FileKind, TextQuestion
from convdesk.desk.screens.replay.sentences import clock_text
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.ports import Ask
    from convdesk.desk.screens.replay.controls import Controls
    from convdesk.desk.screens.replay.looks import Offer
    from convdesk.desk.screens.replay.presenter import ReplayPresenter
    from convdesk.desk.screens.replay.side import Side

PICTURES = FileKind("Pictures", ("*.png",))
CLIPS = FileKind("Films", ("*.webm", "*.webp"))


class Keeping:
    """What is kept of the recording that is watched."""

    def __init__(self, presenter: ReplayPresenter, side: Side, ask: Ask) -> None:
        self._presenter, self._side, self._ask = presenter, side, ask

    def listen_to(self, controls: Controls, take_page: Callable[[str, int, str], None]) -> None:
        """What the controls ask for is kept; `take_page`: see `picture_page`."""
        controls.keep_opened.connect(lambda: controls.show_offer(self.offer()))
        controls.picture_wanted.connect(self.save_picture)
        controls.clip_wanted.connect(self.save_clip)
        controls.page_wanted.connect(lambda: self.picture_page(take_page))
        controls.evidence_wanted.connect(self.add_to_findings)

    def save_picture(self) -> None:
        """Ask where a picture of this moment goes, then take it."""
        clips, at_ms = self._presenter.clips, self._presenter.transport.at_ms
        self._presenter.transport.pause()
        suggested = Path(f"{clips.name((at_ms, None))}.png")
        title = tr("Picture of this moment")
        self._ask.for_new_file(title, suggested, PICTURES, lambda out: clips.save_picture(at_ms, out))

    def picture_page(self, take: Callable[[str, int, str], None]) -> None:
        """Ask what the page's state is called, then have the whole page pictured: `take(recording, UTC ms, state)`."""
        replay = self._presenter.replay
        if replay is None:
            return
        self._presenter.transport.pause()
        at_ms = replay.clock.moment(round(self._presenter.transport.at_ms))
        question = TextQuestion(
            tr("Picture the whole page"),
            tr("Clicks can then be drawn on the page as it is now. Name this state, or write “usual” to replace the "
               "picture of the page's usual look."),
            tr("Such as: help is open"), tr("Picture page"),
        )  # fmt: skip
        usual = {tr("usual"), "usual"}
        self._ask.for_text(question, lambda said: take(replay.recording, at_ms, _state(said, usual)))

    def offer(self) -> Offer:
        """What could be kept now, in words."""
        return self._presenter.clips.offer(self._span())

    def save_clip(self) -> None:
        """Ask where a clip goes, then film it."""
        clips, span = self._presenter.clips, self._span()
        self._presenter.transport.pause()
        begins, ends = (clock_text(at) for at in clips.stretch(span))
        title = tr("Clip from {begins} to {ends}").format(begins=begins, ends=ends)
        suggested = Path(f"{clips.name(span)}.webm")
        self._ask.for_new_file(title, suggested, CLIPS, lambda out: clips.save_clip(span, out))

    def add_to_findings(self) -> None:
        """A finding that rests on this moment, or on the stretch of the note that is chosen."""
        self._presenter.transport.pause()
        draft, row = self._presenter.notes.draft, self._side.notes.currentItem()
        told = draft.text if draft else (row.text().partition("\n")[0] if row and self._side.chosen_span() else "")
        replay = self._presenter.replay
        who = (replay.person if replay else "") or tr("somebody")
        named = tr("What {who} met at {moment}").format(who=who, moment=clock_text(self._presenter.transport.at_ms))
        self._presenter.clips.add_evidence(self._span(), told.strip() or named)

    def _span(self) -> tuple[float, float | None]:
        """The stretch that is meant: of the note being written, or chosen; else from here on."""
        draft = self._presenter.notes.draft
        if draft is not None:
            return draft.at_ms, draft.to_ms
        return self._side.chosen_span() or (self._presenter.transport.at_ms, None)


def _state(said: str, usual: set[str]) -> str:
    """The name of a state; empty for the page's usual look."""
    return "" if said.strip().lower() in usual else said.strip()
