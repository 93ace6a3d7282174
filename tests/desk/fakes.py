"""Stand-ins for the desk and for a study, for tests of presenters and screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convdesk.desk.jobs import problem_of
from convdesk.desk.screens.review.looks import Look, PageLook
from convdesk.model.answers import Answer, AnswerList, Question, QuestionKind
from convdesk.model.driver import (
    LEAST_PEOPLE,
    CoverageDetail,
    Difference,
    DriverSpec,
    DriverTable,
    JoinStrength,
    Mark,
    MarkKind,
)
from convdesk.model.dropoff import Coverage, DropOff, DropOffView, LastPage
from convdesk.model.funnel import FunnelResult, FunnelSpec, StepCount
from convdesk.model.heat import ClickKind, ClickResult, ClickSpec, ElementClicks, HeatPicture, Raster
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.step import event_step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.desk.ports import FileKind, Task, TextQuestion
    from convdesk.model.segment import Segment


class Now:
    """Runs work at once, in place."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    def run(self, task: Task[Any]) -> Now:
        self.titles.append(task.title)
        try:
            answer = task.work(Progress(task.stepped))
        except Cancelled:
            task.stopped()
        except ProblemError as error:
            task.failed(problem_of(task.title, error))
        else:
            task.done(answer)
        return self

    def cancel(self) -> None:
        pass


@dataclass
class Waiting:
    """One piece of work that has not been done yet."""

    task: Task[Any]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def finish(self) -> None:
        if not self.is_cancelled:
            self.task.done(self.task.work(Progress()))
        elif self.task.writes:
            self.task.stopped()


class Later:
    """Keeps work until the test lets it finish."""

    def __init__(self) -> None:
        self.waiting: list[Waiting] = []

    def run(self, task: Task[Any]) -> Waiting:
        self.waiting.append(Waiting(task))
        return self.waiting[-1]


@dataclass
class Scripted:
    """Answers what is asked with what the test has ready; nothing ready: no answer."""

    files: list[Path] = field(default_factory=list)
    new_file: Path | None = None
    asked: list[str] = field(default_factory=list)
    text: str = ""

    def for_files(self, title: str, kind: FileKind, answer: Callable[[list[Path]], None]) -> None:
        self.asked.append(f"{title}: {kind.title}")
        if self.files:
            answer(self.files)

    def for_new_file(self, title: str, suggested: Path, kind: FileKind, answer: Callable[[Path], None]) -> None:
        self.asked.append(f"{title}: {suggested}, {kind.title}")
        if self.new_file:
            answer(self.new_file)

    def for_text(self, question: TextQuestion, answer: Callable[[str], None]) -> None:
        self.asked.append(question.title)
        if self.text:
            answer(self.text)

    def whether(self, question: str, verb: str, answer: Callable[[], None]) -> None:
        self.asked.append(f"{question} {verb}")
        answer()


class Shown:
    """A view that remembers what it was told to show: `("show_page", look, kind)`."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        if not name.startswith("show_"):
            raise AttributeError(name)
        return lambda *values: self.calls.append((name, *values))

    @property
    def names(self) -> list[str]:
        return [call[0] for call in self.calls]

    def last(self, name: str) -> tuple[Any, ...]:
        """What was shown last by that name."""
        return next(call[1:] for call in reversed(self.calls) if call[0] == name)


NAMES = ("Landing page", "Sign up", "Verify email", "Profile", "Connect data", "Done")
REACHED = (4812, 2391, 2144, 1263, 948, 871)
OPEN = (0, 0, 12, 0, 4, 0)
SPEC = FunnelSpec(tuple(event_step(name) for name in NAMES), name="Onboarding")


def funnel(spec: FunnelSpec = SPEC) -> FunnelResult:
    """The counts of an onboarding; most leave after the third step."""
    steps = []
    for place, step in enumerate(spec.steps):
        reached, before = REACHED[place], REACHED[place - 1] if place else None
        after = REACHED[place + 1] if place + 1 < len(spec.steps) else reached
        rate = reached / before if before else None
        steps.append(
            StepCount(
                step.label,
                reached,
                reached / REACHED[0],
                rate,
                rate and rate - 0.02,
                rate and rate + 0.02,
                reached - after - OPEN[place],
                OPEN[place],
                0,
                75.0 if place else None,
            )
        )
    return FunnelResult(spec, tuple(steps), "Ordered steps within 7 days of the latest usable entry; 4,812 people.")


OPEN_QUESTION = Question("q1", "s1", 1, "What nearly stopped you?", QuestionKind.OPEN, 60)
SCALE = Question("q2", "s1", 2, "How easy was it?", QuestionKind.SCALE, 80)
SAID = (
    "The code says expired the second I type it. I tried four times and gave up.",
    "Never got the mail. Resend did nothing, no message, nothing.",
    "I wasn’t sure if it was the old or the new code that counts.",
    "الرمز انتهت صلاحيته قبل أن تصل الرسالة، وزر إعادة الإرسال لا يفعل شيئًا على الإطلاق.",
    "My inbox is slow. By the time it arrives the page says expired.",
)
ANSWERS = tuple(
    Answer(f"a{place}", "q1", f"R-{place:03}", text, None, f"user:u{place}", "2026-03-12T09:30:00Z")
    for place, text in enumerate(SAID)
)
SCORES = (Answer("b0", "q2", "R-000", "2", 2.0, "user:u0", None),)


def drop_off_view(drop_off: DropOff, clicks: ClickResult | None) -> DropOffView:
    """Those who left after a step, with what they clicked and said."""
    step = funnel(drop_off.funnel).steps[drop_off.at - 1]
    share = step.dropped / step.reached
    return DropOffView(
        drop_off, step.reached, step.dropped, share, share - 0.02, share + 0.02, Coverage(step.dropped, 19, 26, 31),
        (LastPage("/verify-email", 700), LastPage("/help", 120)), "/verify-email" if clicks else None, clicks,
        (AnswerList(SCALE, SCORES, "of those who left"), AnswerList(OPEN_QUESTION, ANSWERS, "of those who left")),
        "Those who reached the step and not the next within the window.",
    )  # fmt: skip


def clicks_of(spec: ClickSpec) -> ClickResult:
    """Clicks on the page where the code is asked for."""
    elements = (
        ElementClicks("#verify", "Verify", 5204, 640, 120, 3174, 0.41, 490, 400),
        ElementClicks("#resend", "Resend code", 4310, 610, 900, 2600, 0.34, 640, 400),
        ElementClicks("#help", "Help with codes", 210, 140, 0, 0, 0.02, 480, 545),
    )
    count = {"click": 9724, "rage": 1020, "dead": 5774}[spec.kind.value]
    return ClickResult(
        spec, spec.page, count, 700, 760, {1440: 9000, 390: 724}, elements, 0.91, spec.width or 1440,
        tuple((400.0 + i * 7 % 300, 380.0 + i * 3 % 60) for i in range(400)), "Clicks of those who left.",
    )  # fmt: skip


MARKS = (
    Mark(MarkKind.EVENT, "Resend code", 540, 881, 210, 1263, 3.7, 3.2, 4.2, 1e-9, 1e-8),
    Mark(MarkKind.FRICTION, "rage click on /verify-email", 12, 40, 4, 20, 1.5, 0.6, 3.9, 0.4, 0.6),
    Mark(MarkKind.PROPERTY, "platform=ios", 300, 881, 620, 1263, 0.7, 0.6, 0.8, 1e-4, 1e-3),
    Mark(MarkKind.PAGE, "/help", 2, 881, 1, 1263, 2.9, 0.3, 31.0, 0.6, 0.8),
)
DIFFERENCES = (Difference("platform", "ios", 12, 19, 300, 862, 0.07, 0.48, 0.01, 0.04),)


@dataclass
class FakeQuestions:
    """A study that answers the review's questions at once; edits are remembered."""

    spec: FunnelSpec | None = SPEC
    others: dict[str, FunnelSpec] = field(default_factory=dict)
    image: object | None = None
    has_clicks: bool = True
    counted: list[FunnelSpec] = field(default_factory=list)
    kept: list[FunnelSpec] = field(default_factory=list)
    findings: list[Any] = field(default_factory=list)
    pictures: list[tuple[str, Path, int]] = field(default_factory=list)
    problem: ProblemError | None = None

    def first_funnel(self, name: str, _progress: object = None) -> FunnelSpec | None:
        return self.others.get(name, self.spec)

    def count(self, spec: FunnelSpec, progress: Progress) -> FunnelResult:
        progress.raise_if_cancelled()
        if self.problem:
            raise self.problem
        self.counted.append(spec)
        return funnel(spec)

    def look_at(self, drop_off: DropOff, progress: Progress) -> Look:
        spec = ClickSpec("/verify-email", segment=drop_off.segment)
        page = self.page(spec, progress) if self.has_clicks else None
        return Look(drop_off_view(drop_off, page.clicks if page else None), page)

    def page(self, spec: ClickSpec, progress: Progress) -> PageLook:
        progress.raise_if_cancelled()
        result = clicks_of(spec)
        width = result.shown_width or 1440
        heat = HeatPicture(Raster(2, 2, bytes([200, 40, 20, 90]) * 4), width, 900, 40.0)
        return PageLook(result, width, 900, self.image, heat)

    def answers(self, question: Question, segment: Segment, search: str) -> AnswerList:
        found = tuple(one for one in ANSWERS if search.casefold() in one.text.casefold())
        return AnswerList(question, found, f"of {segment.in_words()}")

    def compare(self, spec: DriverSpec, progress: Progress) -> DriverTable:
        progress.raise_if_cancelled()
        if self.problem:
            raise self.problem
        rows = tuple(row for row in MARKS if spec.is_all or row.left_with + row.stayed_with >= LEAST_PEOPLE)
        return DriverTable(spec, 881, 1263, 220.0, rows, len(MARKS) - len(rows), len(MARKS), (), "Both watched alike.")

    def coverage(self, _drop_off: DropOff, progress: Progress) -> CoverageDetail:
        progress.raise_if_cancelled()
        by = {JoinStrength.SESSION: 12, JoinStrength.ACTOR: 7}
        return CoverageDetail(Coverage(881, 19, 60, 70), DIFFERENCES, (), by, {}, "Shares as last known.")

    def add_finding(self, draft: Any) -> None:
        if self.problem:
            raise self.problem
        self.findings.append(draft)

    def add_picture(self, page: str, file: Path, width: int) -> None:
        self.pictures.append((page, file, width))

    def write_slides(self, out: Path, spec: FunnelSpec, progress: Progress) -> Path:
        progress.step(1, 2, spec.name)
        return out


KINDS = tuple(ClickKind)
