"""What the data suggests to make a goal of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.analyse.goals import usual_page
from convdesk.model.goal import Goal, GoalKind, Proposal, Sort
from convdesk.model.step import Matcher, Step
from convdesk.operations.funnels import propose_funnel

if TYPE_CHECKING:
    from convdesk.operations.study import Study


def propose_goals(study: Study) -> tuple[Proposal, ...]:
    """The last step of the first funnel with the steps that lead to it, it alone, and the page where it happens."""
    funnel = propose_funnel(study)
    if funnel is None or not funnel.steps:
        return ()
    last = funnel.steps[-1]
    macro = _goal(last, Sort.ACQUISITION)
    before = {step.label: _goal(step, Sort.MILESTONE, macro.name) for step in funnel.steps[1:-1]}
    before.pop(macro.name, None)
    where = f"the funnel “{funnel.name}”" if funnel.name else "what most people do"
    found = []
    if before:
        words = f"{macro.name}, and what leads to it: {', '.join(before)}"
        why = f"The last step of {where} as a macro-conversion, the steps before it as micro-conversions."
        found.append(Proposal(words, why, (macro, *before.values())))
    found.append(Proposal(macro.name, f"The last step of {where}.", (macro,)))
    page = usual_page(study.loaded().table, last)
    if page and macro.kind is GoalKind.EVENT:
        step = Step((Matcher(page=page),))
        why = f"The page on which {macro.name} happens most often."
        found.append(Proposal(f"Come to {page}", why, (_goal(step, Sort.ACQUISITION),)))
    return tuple(found)


def _goal(step: Step, sort: Sort, parent: str = "") -> Goal:
    is_page = all(matcher.page is not None for matcher in step.any_of)
    kind = GoalKind.PAGE if is_page else GoalKind.EVENT
    return Goal(step.label, kind, sort, step=step, parent=parent)
