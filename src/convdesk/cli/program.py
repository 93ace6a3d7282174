"""The command line: the operations without a window, with exit statuses a script can rely on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from convdesk.cli import (
    answers,
    behaviour,
    demo,
    findings,
    funnels,
    heat,
    people,
    privacy,
    questions,
    segments,
    studies,
)
from convdesk.cli.output import print_json, say
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

DONE, FAILED, WRONG_USAGE, BUG = 0, 1, 2, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="convdesk", prog_name="convdesk")
def program() -> None:
    """convdesk: where people drop off, what they clicked there, what they said. Offline.

    Without arguments the desk opens; with a study (STUDY.convdesk) it opens on that.
    """


for command in (
    *studies.COMMANDS,
    *funnels.COMMANDS,
    *heat.COMMANDS,
    *questions.COMMANDS,
    *answers.COMMANDS,
    *behaviour.COMMANDS,
    *findings.COMMANDS,
    *people.COMMANDS,
    *segments.COMMANDS,
    *privacy.COMMANDS,
    demo.demo,
):
    program.add_command(command)


def run(words: Sequence[str], open_desk: Callable[[Path], int]) -> int:
    """Run one command and return its exit status: 0 done, 1 expected failure, 2 wrong usage, 3 a bug."""
    try:
        outcome = program.main(list(words), prog_name="convdesk", standalone_mode=False, obj=open_desk)
    except click.exceptions.Exit as request:
        return request.exit_code
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except ProblemError as error:
        return _failed(error.problem, words)
    except (Cancelled, click.Abort):
        return _failed(Problem("convdesk", "Stopped.", "What was there before still is."), words)
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a report
        return _reported(error, words)
    return outcome if isinstance(outcome, int) else DONE


def _failed(problem: Problem, words: Sequence[str]) -> int:
    if "--json" in words:
        print_json({"problem": problem.as_dict()})
    else:
        say(f"{problem.where}: {problem.what}\n  {problem.remedy}")
    return FAILED


def _reported(error: Exception, words: Sequence[str]) -> int:
    """A bug of ours: the traceback goes to a file, without anything of the study's data."""
    import platform
    import tempfile
    import traceback
    from importlib import metadata

    lines = traceback.format_exception(error)
    about = f"convdesk {metadata.version('convdesk')}, Python {platform.python_version()}, {platform.platform()}\n"
    with tempfile.NamedTemporaryFile("w", prefix="convdesk-report-", suffix=".txt", delete=False) as report:
        report.write(f"{about}command: {words[0] if words else ''}\n\n{''.join(lines)}")
    problem = Problem(
        "convdesk", f"Something went wrong that is our fault ({type(error).__name__}).", f"Please send us {report.name}"
    )
    _failed(problem, words)
    return BUG


def documented_commands() -> tuple[str, ...]:
    """The names of all commands, for the test that keeps the documentation whole."""
    return tuple(sorted(program.commands))
