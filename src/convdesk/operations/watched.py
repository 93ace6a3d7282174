"""Both sides of a drop-off, watched alike: put together for the table of marks and for the people behind each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.analyse import drivers, funnel
from convdesk.analyse.reaching import Reaching, reaching
from convdesk.model.answers import QuestionKind
from convdesk.model.problem import ProblemError
from convdesk.operations.codes import codes_given
from convdesk.store import surveys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    from numpy.typing import NDArray

    from convdesk.model.driver import DriverSpec
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study

    Mask = NDArray[np.bool_]
    Masked = Callable[[Segment], Mask | None]

COMPARED = frozenset({QuestionKind.CLOSED, QuestionKind.MULTIPLE, QuestionKind.SCALE, QuestionKind.NPS})
"""Questions whose answers are few enough to be compared one by one."""


def reached_step(study: Study, spec: DriverSpec, masked: Masked, progress: Progress) -> Reaching:
    """Who left after the step and who went on; raises ProblemError where nobody can leave."""
    drop_off, table = spec.drop_off, study.loaded().table
    steps = len(drop_off.funnel.steps)
    if not 1 <= drop_off.at < steps:
        raise ProblemError(
            f"step {drop_off.at}", "Nobody can leave after that step.", f"Choose one of 1 to {steps - 1}."
        )
    outcome = funnel.follow(table, drop_off.funnel, masked(drop_off.funnel.segment), progress)
    return reaching(table, drop_off.funnel, outcome, drop_off.at)


def watch_for(study: Study, spec: DriverSpec, reached: Reaching) -> tuple[drivers.Watch, int | None]:
    """Both sides, and for how many ticks they are watched; None when nobody went on and no time was chosen."""
    table = study.loaded().table
    ticks = drivers.exposure_ticks(table, spec, reached)
    return drivers.Watch(table, reached, ticks or 0), ticks


def sayings(study: Study, reached: Reaching, progress: Progress) -> list[drivers.Saying]:
    """The answers of these people to closed questions, one by one."""
    loaded = study.loaded()
    among = loaded.mask(reached.actors)
    actors = {row: actor for row, actor in loaded.respondent_actors.items() if among[actor]}
    questions = [q for q in surveys.load_questions(study.workspace) if q.kind in COMPARED] if actors else []
    found = []
    for number, question in enumerate(questions):
        progress.step(number, len(questions), "Comparing answers")
        said = _Said({})
        for answer in progress.heeding(surveys.load_answers(study.workspace, question.id, actors.keys())):
            said.add(actors[answer.respondent], answer.choices or (answer.text,))
        found += said.sayings(question.code, loaded)
    return found


def codes(study: Study) -> list[drivers.Saying]:
    """The codes of notes on people's recordings, among those on whose recordings anything was noted."""
    loaded, given = study.loaded(), codes_given(study)
    among = loaded.mask(sorted(given.noted))
    return [drivers.Saying(code, loaded.mask(sorted(those)), among) for code, those in sorted(given.people.items())]


@dataclass(frozen=True)
class _Said:
    """Who gave which answer to one question."""

    actors: dict[str, set[int]]

    def add(self, actor: int, choices: Iterable[str]) -> None:
        for choice in choices:
            self.actors.setdefault(choice, set()).add(actor)

    def sayings(self, code: str, loaded: Loaded) -> list[drivers.Saying]:
        everyone = loaded.mask(sorted(set().union(*self.actors.values())))
        return [
            drivers.Saying(f"{code}={text}", loaded.mask(sorted(those)), everyone)
            for text, those in sorted(self.actors.items())
        ]
