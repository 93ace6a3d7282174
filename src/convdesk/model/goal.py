"""Goals: what counts as reached, what it is worth, what leads to it, and by when how many should."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.moment import DAY_US
from convdesk.model.segment import Everyone, Segment

if TYPE_CHECKING:
    from datetime import date

    from convdesk.model.step import PropertyTest, Step


class GoalKind(StrEnum):
    """What has to happen."""

    PAGE = "page"
    EVENT = "event"
    DURATION = "duration"
    PAGES = "pages"
    SCROLL = "scroll"
    ANSWER = "answer"


class Sort(StrEnum):
    """What a goal is for: the first three are macro-conversions, the others micro-conversions."""

    REVENUE = "revenue"
    ACQUISITION = "acquisition"
    INQUIRY = "inquiry"
    MILESTONE = "milestone"
    SECONDARY = "secondary"

    @property
    def is_macro(self) -> bool:
        return self in {Sort.REVENUE, Sort.ACQUISITION, Sort.INQUIRY}


class Nature(StrEnum):
    """By what a micro-conversion is reached."""

    NAVIGATION = "navigation"
    INTERACTION = "interaction"
    ENGAGEMENT = "engagement"


@dataclass(frozen=True)
class Target:
    """The share of newcomers that reach the goal within `window_us` shall rise from one share to another.

    The line runs straight from `start_share` on the day `begins` to `goal_share` on the day `due`.
    """

    start_share: float
    goal_share: float
    begins: date
    due: date
    window_us: int = 14 * DAY_US

    def expected(self, day: date) -> float:
        """The share the line has on a day; before and after it, that of its ends."""
        length = (self.due - self.begins).days
        part = min(max((day - self.begins).days / length, 0.0), 1.0) if length > 0 else 1.0
        return self.start_share + part * (self.goal_share - self.start_share)


@dataclass(frozen=True)
class Goal:
    """A goal under a name. `step`: the event or page (for scroll: the page). `at_least`: seconds on site in a
    session, pages in a session, or CSS px seen from the top of a page. `value`: of each time it is reached, fixed or
    the number in the property `value_property`. `parent`: the name of the macro it leads to.
    """

    name: str
    kind: GoalKind
    sort: Sort
    nature: Nature | None = None
    step: Step | None = None
    at_least: float | None = None
    question: str = ""
    answer: PropertyTest | None = None
    value: float | None = None
    value_property: str = ""
    parent: str = ""
    target: Target | None = None
    id: str = ""

    @property
    def in_words(self) -> str:
        """What has to happen, for people."""
        step = self.step.label if self.step else "any page"
        amount = f"{self.at_least:g}" if self.at_least is not None else ""
        test = f" {self.answer.operator} {self.answer.value}" if self.answer else ""
        words = {
            GoalKind.PAGE: f"on {step}", GoalKind.EVENT: step, GoalKind.DURATION: f"{amount} s or more in a session",
            GoalKind.PAGES: f"{amount} or more pages in a session",
            GoalKind.SCROLL: f"{amount} px or more seen of {step}",
            GoalKind.ANSWER: f"answered {self.question}{test}",
        }  # fmt: skip
        return words[self.kind]


@dataclass(frozen=True)
class GoalSpec:
    """A question: how often the study's goals are reached, and what leads to them within `window_us`."""

    window_us: int = 7 * DAY_US
    segment: Segment = field(default_factory=Everyone)
    points: float = 10.0
    """By how many percentage points a micro-conversion is imagined to rise."""


@dataclass(frozen=True)
class GoalCount:
    """How often a goal was reached, by how many of `of_people`, with the 95 % Wilson interval, and its worth.

    `unvalued`: times it was reached without a number to be worth. Where it cannot be told, `reason` says why.
    """

    goal: Goal
    count: int = 0
    people: int = 0
    of_people: int = 0
    share: float | None = None
    low: float | None = None
    high: float | None = None
    value: float | None = None
    unvalued: int = 0
    undated: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Lift:
    """What a micro-conversion has to do with the macro it hangs under.

    `did`: people who did it first, with the window over; `did_then`: of them, who then reached the macro inside it;
    `did_open`: whose window is not over. `did_not`: people who never did it before, and had the same chance to;
    `did_not_then`: of them, who reached the macro. `ratio` of the two shares with its 95 % interval.
    `through`: of all `macro_people`, who came by the micro on the way. `more`: how many more people would reach the
    macro if the difference were causal, with the interval of the difference; `causal_words` says so.
    """

    micro: Goal
    did: int
    did_then: int
    did_open: int
    did_not: int
    did_not_then: int
    ratio: float | None
    low: float | None
    high: float | None
    macro_people: int
    through: int
    through_low: float | None
    through_high: float | None
    exposure_seconds: float | None
    more: tuple[float, float, float] | None
    causal_words: str

    @property
    def share_did(self) -> float | None:
        return self.did_then / self.did if self.did else None

    @property
    def share_did_not(self) -> float | None:
        return self.did_not_then / self.did_not if self.did_not else None


class Part(StrEnum):
    """Whose people are meant: all who reached a goal, one side of a lift, or those of a target's week."""

    REACHED = "reached"
    DID = "did"
    DID_THEN = "did_then"
    DID_OPEN = "did_open"
    DID_NOT = "did_not"
    DID_NOT_THEN = "did_not_then"
    THROUGH = "through"
    WEEK = "week"


@dataclass(frozen=True)
class OfGoal(Segment):
    """The people of a part of a goal, named as the study has it now: who is meant follows the goal as it changes.

    `window_us`: of the lift; `week`: the day on which the week of a target's newcomers begins; `among`: of whom lifts
    and weeks are counted, as that decides what chance the others are given.
    """

    goal: str
    part: Part = Part.REACHED
    window_us: int = 7 * DAY_US
    week: str = ""
    among: Segment = field(default_factory=Everyone)

    def in_words(self) -> str:
        words = _PART_WORDS[self.part].format(goal=f"“{self.goal}”", week=self.week)
        return words if isinstance(self.among, Everyone) else f"{words}, of {self.among.in_words()}"


_PART_WORDS = {
    Part.REACHED: "those who reached {goal}",
    Part.DID: "those who reached {goal} first, with their window over",
    Part.DID_THEN: "those who reached {goal}, then what it leads to",
    Part.DID_OPEN: "those who reached {goal} and are still under way",
    Part.DID_NOT: "those who had the chance to reach {goal} and did not",
    Part.DID_NOT_THEN: "those who reached what {goal} leads to without it",
    Part.THROUGH: "those who came by {goal} to what it leads to",
    Part.WEEK: "newcomers of the week of {week} who reached {goal}",
}


@dataclass(frozen=True)
class Branch:
    """A macro-conversion with the micro-conversions that hang under it."""

    macro: Goal
    lifts: tuple[Lift, ...]


class Course(StrEnum):
    """How a target stands: the interval of the share now, against the line."""

    AHEAD = "ahead of the line"
    ON_COURSE = "on course"
    BEHIND = "behind the line"
    TOO_EARLY = "too early to say"


@dataclass(frozen=True)
class TargetPoint:
    """One week of newcomers: how many reached the goal inside the window, with the 95 % interval, and the line."""

    week: str
    people: int
    reached: int
    share: float
    low: float
    high: float
    expected: float


@dataclass(frozen=True)
class TargetState:
    """A target's weeks (only newcomers whose window is over) and how the latest of them stand to the line."""

    goal: Goal
    target: Target
    points: tuple[TargetPoint, ...]
    course: Course
    definition: str


@dataclass(frozen=True)
class GoalReport:
    """All goals of a study in numbers, the tree from micro to macro, the targets."""

    spec: GoalSpec
    goals: tuple[GoalCount, ...]
    tree: tuple[Branch, ...]
    targets: tuple[TargetState, ...]
    definition: str


@dataclass(frozen=True)
class Proposal:
    """Goals that the data suggests, to be made together, and why."""

    words: str
    why: str
    goals: tuple[Goal, ...]
