"""The command with which somebody leaves a study for good."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from convdesk.cli.output import print_json, print_table, say, with_progress
from convdesk.cli.studies import JSON, STUDY
from convdesk.operations import studies

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.privacy import Withdrawal
    from convdesk.operations.study import Study

_COUNTED = (
    ("respondents", "Survey responses"), ("answers", "Answers"), ("events", "Events"), ("recordings", "Recordings"),
    ("evidence", "Quotes in findings"), ("backups", "Backups"),
)  # fmt: skip


@click.command(epilog="Example: convdesk withdraw onboarding.convdesk ada@example.org")
@STUDY
@click.argument("person")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@JSON
def withdraw(study: Path, person: str, yes: bool, as_json: bool) -> int:
    """Delete everything of a PERSON (a user id, an e-mail address, a respondent's id) from a study, for good.

    It says first what will go; convdesk undo does not bring it back, and backups that have it are deleted too.
    """
    opened = studies.open_study(study)
    try:
        return _withdrawn(opened, person, is_sure=yes, as_json=as_json)
    finally:
        opened.close()


def _withdrawn(study: Study, person: str, *, is_sure: bool, as_json: bool) -> int:
    from convdesk.operations import privacy

    if not is_sure:
        told = privacy.look_at_withdrawal(study, person)
        if as_json:
            print_json({"withdrawn": False, **told.as_dict()})
            return 0
        _print(told, f"{told.person}: will be deleted for good")
        if not sys.stdin.isatty():
            say("Nothing was deleted. To delete it, write the same with --yes.")
            return 0
        click.confirm("Delete it? This cannot be undone.", abort=True, err=True)
    done = with_progress(lambda progress: privacy.withdraw(study, person, progress), "Deleting")
    if as_json:
        print_json({"withdrawn": True, **done.as_dict()})
    else:
        _print(done, f"{done.person}: deleted for good")
    return int(not done.is_clean)


def _print(told: Withdrawal, title: str) -> None:
    """What goes, or went, and what to see to."""
    counts = told.as_dict()
    print_table(("", ""), [(words, counts[name]) for name, words in _COUNTED], title=title)
    for finding in told.findings:
        bare = " It has no evidence left." if finding in told.left_bare else ""
        say(f"  Finding “{finding}” loses what this person said.{bare}")
    if told.files:
        say(f"  It came from {', '.join(told.files)}: take the person out there too, before importing again.")


COMMANDS = (withdraw,)
