"""Studies written by every release are opened, migrated after a backup, and say what they said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from convdesk.model.dropoff import Coverage, DropOff
from convdesk.operations import dropoffs, exports, findings, funnels, history, studies
from small_study import SPEC

RELEASES = sorted((Path(__file__).parents[1] / "workspaces").glob("*.convdesk"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.stem)
def study(request, tmp_path):
    copy = tmp_path / request.param.name
    shutil.copy(request.param, copy)
    opened = studies.open_study(copy)
    yield opened
    opened.close()


def test_there_is_a_study_of_a_release():
    assert RELEASES


def test_the_numbers_are_the_same(study):
    about = studies.describe_study(study)
    assert (about.events, about.actors, about.clicks, about.linked_respondents, about.findings) == (48, 20, 6, 4, 1)
    assert [step.reached for step in funnels.count_funnel(study, SPEC).steps] == [20, 20, 7]
    assert dropoffs.look_at(study, DropOff(SPEC, 2)).coverage == Coverage(left=12, answered=3, recorded=2, heard=4)


def test_findings_rest_on_the_same_evidence_and_what_was_undone_can_be_redone(study, tmp_path):
    assert [len(found.evidence) for found in findings.list_findings(study)] == [5]
    assert history.redo(study) == "Add finding “Taken back”"
    assert len(findings.list_findings(study)) == 2
    assert exports.write_slides(study, tmp_path / "deck.pptx").exists()


def test_the_file_is_whole(study):
    path = study.path
    study.close()
    assert studies.check_study(path).is_whole
