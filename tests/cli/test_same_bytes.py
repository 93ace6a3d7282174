"""The same study and question give the same bytes, in any process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from small_study import small_study

FUNNEL = ("Sign up", "Verify email", "Profile")
COMMANDS = (
    ("events",), ("people",), ("funnel", *FUNNEL, "--split", "device", "--times", "--trend", "day"),
    ("flips", *FUNNEL, "--rules", "posthog", "--rules", "mixpanel"), ("goals",), ("paths",), ("paths", "--transitions"),
    ("paths", *FUNNEL, "--at", "2", "--pages"), ("trend",), ("trend", "--retention"), ("trend", "--times"),
    ("drivers", *FUNNEL, "--at", "2", "--all"), ("coverage", *FUNNEL, "--at", "2"), ("friction",),
    ("friction", "--list", "rage"), ("timeline", "u00"), ("clicks", "--page", "/verify-email"),
    ("clicks", "--page", "/verify-email", "--minus", "did(Profile)"), ("answers",),
)  # fmt: skip
ASK = """
import sys
from convdesk.cli.program import run
commands = eval(sys.argv[2])
sys.exit(max(run([name, sys.argv[1], *words, "--json"], None) for name, *words in commands))
"""


@pytest.fixture
def path(tmp_path):
    study = small_study(tmp_path)
    study.close()
    return study.path


def said(path, seed: int) -> bytes:
    """What all commands print in a process of its own, whose sets have another order."""
    words = [sys.executable, "-c", ASK, str(path), repr(COMMANDS)]
    done = subprocess.run(words, capture_output=True, env={**os.environ, "PYTHONHASHSEED": str(seed)}, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_every_question_is_answered_with_the_same_bytes_in_two_processes(path):
    first = said(path, 1)
    assert first.count(b"\n}\n") == len(COMMANDS)
    assert first == said(path, 2)
