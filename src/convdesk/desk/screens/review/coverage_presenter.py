"""Decides what is shown of how many of those who left were heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.numbers import people_text
from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.model.marked import Channel, Heard, LastKnown
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.review.looks import Questions
    from convdesk.model.driver import CoverageDetail, Difference
    from convdesk.model.dropoff import DropOff, DropOffView
    from convdesk.model.problem import Problem
    from convdesk.model.segment import Segment


class CoverageView(Protocol):
    """The pane of coverage."""

    def show_coverage(self, detail: CoverageDetail, channel: Channel) -> None: ...
    def show_none(self) -> None: ...
    def show_stopped(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class CoveragePresenter:
    """Keeps the drop-off and whether answers or recordings are looked at."""

    def __init__(self, view: CoverageView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked = Latest(jobs)
        self._drop_off: DropOff | None = None
        self._detail: CoverageDetail | None = None
        self._channel: Channel | None = None
        self.people_wanted: Callable[[Segment, str], object] = nothing

    @property
    def rows(self) -> tuple[Difference, ...]:
        """The values compared now."""
        if self._detail is None:
            return ()
        return self._detail.recorded if self._shown is Channel.RECORDED else self._detail.answered

    def look(self, view: DropOffView) -> None:
        self._drop_off, self._detail = view.drop_off, None
        self.again()

    def clear(self) -> None:
        """There is no drop-off to look at."""
        self._asked.cancel()
        self._drop_off = self._detail = None
        self._view.show_none()

    def choose(self, channel: Channel) -> None:
        """Compare those who answered, or those who were recorded, with the silent ones."""
        self._channel = channel
        self._show()

    def show_people(self, channel: Channel, *, is_heard: bool) -> None:
        """Open those who were heard, or the silent ones."""
        if self._drop_off is None or self._detail is None:
            return
        seen = self._detail.coverage
        heard = seen.answered if channel is Channel.ANSWERED else seen.recorded
        self._open(self._drop_off.segment & _side(channel, is_heard=is_heard), heard if is_heard else seen.left - heard,
                   channel, "", is_heard=is_heard)  # fmt: skip

    def show_row(self, place: int, *, is_heard: bool) -> None:
        """Open one side of a value."""
        row, drop_off = self.rows[place], self._drop_off
        if drop_off is None:
            return
        those = drop_off.segment & LastKnown(row.prop, row.value) & _side(self._shown, is_heard=is_heard)
        count = row.heard_with if is_heard else row.silent_with
        self._open(those, count, self._shown, f", {row.prop}={row.value}", is_heard=is_heard)

    def again(self) -> None:
        """Ask the question there is."""
        drop_off = self._drop_off
        if drop_off is None:
            return
        self._view.show_busy(tr("Comparing who was heard"))
        self._asked.run(
            Task(
                tr("How many were heard"), lambda progress: self._questions.coverage(drop_off, progress), self._found,
                self._view.show_problem, stepped=self._view.show_step,
            )
        )  # fmt: skip

    def cancel(self) -> None:
        self._asked.cancel()
        if self._detail is None:
            self._view.show_stopped()
        else:
            self._show()

    @property
    def _shown(self) -> Channel:
        """What was chosen; else what more of these people have."""
        if self._channel is not None or self._detail is None:
            return self._channel or Channel.ANSWERED
        seen = self._detail.coverage
        return Channel.RECORDED if seen.recorded > seen.answered else Channel.ANSWERED

    def _found(self, detail: CoverageDetail) -> None:
        self._detail = detail
        self._show()

    def _show(self) -> None:
        if self._detail is not None:
            self._view.show_coverage(self._detail, self._shown)

    def _open(self, those: Segment, count: int, channel: Channel, more: str, *, is_heard: bool) -> None:
        texts = {
            (Channel.ANSWERED, True): tr("{who} who left here and answered"),
            (Channel.ANSWERED, False): tr("{who} who left here and did not answer"),
            (Channel.RECORDED, True): tr("{who} who left here and were recorded"),
            (Channel.RECORDED, False): tr("{who} who left here and were not recorded"),
        }
        self.people_wanted(those, texts[channel, is_heard].format(who=people_text(count)) + more)


def _side(channel: Channel, *, is_heard: bool) -> Segment:
    return Heard(channel) if is_heard else ~Heard(channel)
