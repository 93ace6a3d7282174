"""Commands run in the test's own process."""

from __future__ import annotations

import json

import pytest

from convdesk.cli import program
from small_study import small_study


@pytest.fixture
def run(capsys):
    """Run a command; gives back its status and its JSON."""

    def call(*words: object) -> tuple[int, dict]:
        status = program.run([*map(str, words), "--json"], lambda _: 0)
        return status, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def study(tmp_path):
    opened = small_study(tmp_path)
    opened.close()
    return opened.path
