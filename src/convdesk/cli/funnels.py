"""Commands about funnels: count, compare, time, and who flips between two tools' rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli import funnel_output
from convdesk.cli.funnel_options import EXCLUDE, OPTIONAL, ORDER, WINDOW, bucket_of, other_of, rules_of, spec_of
from convdesk.cli.output import say, with_progress
from convdesk.cli.questions import PER, SEGMENT, STEPS
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.funnel_presets import PRESETS
from convdesk.model.funnel_results import Every
from convdesk.model.problem import ProblemError
from convdesk.operations import funnel_answers, funnels, studies

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study


@click.command(
    epilog='Example: convdesk funnel onboarding.convdesk "Sign up" "Verify email" Profile --window 7d; '
    'convdesk funnel onboarding.convdesk "Sign up" Profile --exclude "Help@1-2" --rules posthog --who excluded:1; '
    "convdesk funnel shop.convdesk products cart purchase --optional 2 --split platform --trend week"
)
@STUDY
@STEPS
@WINDOW
@ORDER
@PER
@click.option("--rules", type=click.Choice(list(PRESETS)), default="convdesk", show_default=True, help="Whose rules.")
@EXCLUDE
@OPTIONAL
@click.option("--split", metavar="PROPERTY", help="Count apart by the values of a property.")
@click.option("--split-at", default="first-touch", show_default=True, metavar="WHERE",
              help="Which value counts: first-touch, first, last, a step number, or any.")  # fmt: skip
@click.option("--groups", type=int, default=10, show_default=True, help="How many values are shown apart.")
@SEGMENT
@click.option("--entered", metavar="FROM..UNTIL", help="Only entries in these days, such as 2026-03-01..2026-03-08.")
@click.option("--who", metavar="BUCKET:STEP", help="List the people of dropped:2, reached:3, open:2 or excluded:2.")
@click.option("--times", is_flag=True, help="How long it took: quartiles and survival curves.")
@click.option(
    "--trend", type=click.Choice([every.value for every in Every]), help="The conversion by day or week of entry."
)
@click.option("--against", metavar="EXPR|FROM..UNTIL", help="Compare with another segment or time of entry.")
@click.option("--save", metavar="NAME", help="Keep the funnel under this name.")
@JSON
def funnel(study: Path, steps: tuple[str, ...], as_json: bool, **how: Any) -> None:
    """Count a funnel: reached, left, still under way, excluded, with 95 % intervals.

    A STEP is an event name, a page (page:/cart*), either with conditions (purchase[plan=pro]), or a|b.
    """
    opened = studies.open_study(study, read_only=how["save"] is None)
    try:
        spec = spec_of(opened, steps, how)
        found = with_progress(lambda progress: _asked(opened, spec, how, progress), "Counting")
        unmatched = with_progress(lambda progress: funnels.unmatched_steps(opened, spec, progress), "Looking for steps")
        for name in unmatched:
            say(f"No event in the study fills the step “{name}”. convdesk events {study} lists the names there are.")
        if how["save"]:
            funnels.save_funnel(opened, replace(spec, name=how["save"]))
    finally:
        opened.close()
    funnel_output.show_funnel(found, as_json=as_json)


def _asked(study: Study, spec: FunnelSpec, how: dict[str, Any], progress: Progress) -> funnel_output.Found:
    """All that was asked for about one funnel."""
    other = other_of(study, spec, how["against"])
    return funnel_output.Found(
        result=funnels.count_funnel(study, spec, progress),
        who=funnels.people_in(study, spec, *bucket_of(how["who"]), progress) if how["who"] else None,
        times=funnel_answers.time_funnel(study, spec, progress) if how["times"] else None,
        trend=funnel_answers.trend_funnel(study, spec, Every(how["trend"]), progress) if how["trend"] else None,
        comparison=funnel_answers.compare_funnels(study, spec, other, progress) if other else None,
    )


@click.command(
    epilog="Example: convdesk flips shop.convdesk products cart purchase --rules posthog --rules mixpanel --window 7d"
)
@STUDY
@STEPS
@click.option("--rules", type=click.Choice(list(PRESETS)), multiple=True, required=True, help="Two of them.")
@WINDOW
@PER
@EXCLUDE
@OPTIONAL
@SEGMENT
@JSON
def flips(study: Path, steps: tuple[str, ...], as_json: bool, rules: tuple[str, ...], **how: Any) -> None:
    """Who counts differently under two tools' rules, and which rules and events decide it."""
    if len(rules) != 2:
        raise ProblemError("--rules", "Two rules are compared.", "Write --rules posthog --rules mixpanel.")
    one, other = (rules_of(name, how["window"]) for name in rules)
    opened = studies.open_study(study, read_only=True)
    try:
        spec = spec_of(opened, steps, how)
        found = with_progress(
            lambda progress: funnel_answers.find_flips(opened, spec, one, other, progress), "Comparing"
        )
    finally:
        opened.close()
    funnel_output.show_flips(found, as_json=as_json)


COMMANDS = (funnel, flips)
