"""Has a page rebuilt from a recording and pictured, and elements measured that were only there at other moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.web.orders import Order, Taken
    from convdesk.model.page import Bucket
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.operations.page_shots import ShotPlan

MOST_MOMENTS = 16


@dataclass(frozen=True)
class PlannedShot:
    """A moment with what a camera needs for it."""

    plan: ShotPlan
    order: Order


class ShotQuestions(Protocol):
    """What rebuilding asks of a study; all of it is called off the UI thread."""

    def shot(self, page: str, bucket: Bucket | None, progress: Progress) -> PlannedShot: ...
    def shot_at(self, recording: str, at_ms: int, state: str, progress: Progress) -> PlannedShot: ...
    def more_of(self, plan: ShotPlan, missing: tuple[str, ...], progress: Progress) -> PlannedShot | None: ...
    def keep_shot(self, plan: ShotPlan, taken: Taken) -> None: ...


class RebuildView(Protocol):
    """Who photographs, and who is told."""

    def show_busy(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_done(self, text: str) -> None: ...
    def photograph(
        self, order: Order, done: Callable[[Taken], None], failed: Callable[[Problem], None]
    ) -> None: ...  # fmt: skip
    def stop_photographing(self) -> None: ...


class RebuildPresenter:
    """One page at a time: the picture first, then what is missing on it, then both are kept as one edit."""

    def __init__(self, view: RebuildView, jobs: Jobs, questions: ShotQuestions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked = Latest(jobs)
        self._planned: PlannedShot | None = None
        self._taken: Taken | None = None
        self._tried: set[str] = set()
        self.keeping: Callable[[ShotPlan], object] = nothing
        """Heard just before a picture is kept."""

    @property
    def is_at_work(self) -> bool:
        return self._planned is not None

    def rebuild(self, page: str, bucket: Bucket | None) -> None:
        """Picture a page as its recordings show it best."""
        self._begin(tr("Rebuilding {page}").format(page=page))
        self._run(lambda progress: self._questions.shot(page, bucket, progress), self._photograph)

    def rebuild_at(self, recording: str, at_ms: int, state: str) -> None:
        """Picture the page that a recording shows at a moment (UTC ms), as a state of it with a name."""
        self._begin(tr("Rebuilding the page"))
        self._run(lambda progress: self._questions.shot_at(recording, at_ms, state, progress), self._photograph)

    def cancel(self) -> None:
        """Stop; nothing is kept."""
        self._asked.cancel()
        if self.is_at_work:
            self._planned = None
            self._view.stop_photographing()

    def _begin(self, text: str) -> None:
        self._view.show_busy(text)
        self._planned = self._taken = None
        self._tried = set()

    def _photograph(self, shot: PlannedShot | None) -> None:
        if shot is None:
            self._keep()
            return
        if self._planned is None:
            self._planned = shot
        elif shot.order.selectors:
            self._tried.add(shot.order.selectors[0])
        self._view.photograph(shot.order, self._developed, self._refused)

    def _developed(self, taken: Taken) -> None:
        """One moment is done: look for the first element that is still missing, at another."""
        if self._planned is None:
            return
        self._taken = taken = self._taken.with_more(taken) if self._taken else taken
        plan, known = self._planned.plan, self._tried | taken.boxes.keys()
        missing = tuple(selector for selector in self._planned.order.selectors if selector not in known)
        if not missing or len(self._tried) >= MOST_MOMENTS:
            self._keep()
            return
        self._run(lambda progress: self._questions.more_of(plan, missing, progress), self._photograph)

    def _keep(self) -> None:
        planned, taken = self._planned, self._taken
        if planned is None or taken is None:
            return
        self._planned = None
        self.keeping(planned.plan)

        def kept(_: None) -> None:
            self._view.show_done(_said(planned, taken))

        self._jobs.run(
            Task(tr("Keep a picture"), lambda _: self._questions.keep_shot(planned.plan, taken), kept,
                 self._view.show_problem, writes=True)
        )  # fmt: skip

    def _run(self, work: Callable[[Progress], PlannedShot | None], done: Callable[[PlannedShot | None], None]) -> None:
        self._asked.run(Task(tr("Rebuild a page"), work, done, self._refused))

    def _refused(self, problem: Problem) -> None:
        """Without a picture there is nothing to keep; where only a further moment fails, the picture is."""
        if self._taken is not None:
            self._keep()
            return
        self._planned = None
        self._view.show_problem(problem)


def _said(planned: PlannedShot, taken: Taken) -> str:
    wanted = len(planned.order.selectors)
    said = tr("Pictured {page}").format(page=planned.plan.page)
    boxes = trn("{n} element found", "{n} elements found", len(taken.boxes))
    cut = "" if taken.page_height <= taken.height else tr(" · cut at {px} px").format(px=f"{taken.height:,}")
    plain = trn(
        " · {n} style sheet is not in the recording, so clicks may not fit the page",
        " · {n} style sheets are not in the recording, so clicks may not fit the page", taken.plain,
    )  # fmt: skip
    return (
        f"{said} · {boxes}{tr(' of {n}').format(n=f'{wanted:,}') if wanted else ''}{cut}{plain if taken.plain else ''}"
    )
