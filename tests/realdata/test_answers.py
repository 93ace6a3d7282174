"""Real exports give the numbers that were worked out for them independently."""

from __future__ import annotations

from pathlib import Path

import pytest

from realdata.compare import compare_all

FOLDER = Path(__file__).parents[3] / "shared" / "realdata"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the real files are not here")
def test_every_number_of_the_answer_key_is_met():
    wrong = [one for one in compare_all(FOLDER) if not one.agrees]
    assert wrong == []
