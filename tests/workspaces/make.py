"""Writes the study that this release is remembered by: `python tests/workspaces/make.py 0.1.0`, once a release."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from convdesk.model.dropoff import DropOff  # noqa: E402
from convdesk.model.finding import Severity  # noqa: E402
from convdesk.operations import dropoffs, findings, funnels, history  # noqa: E402
from small_study import SPEC, small_study  # noqa: E402


def main(release: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = small_study(Path(folder))
        funnels.save_funnel(study, SPEC)
        view = dropoffs.look_at(study, DropOff(SPEC, 2))
        quotes = [findings.quote_evidence(answer) for answer in view.answers[-1].answers]
        evidence = [findings.drop_off_evidence(view.drop_off), findings.clicks_evidence(view.clicks.spec), *quotes]
        findings.add_finding(study, "Resend does nothing", "Nobody gets a second code.", Severity.MAJOR, evidence)
        findings.add_finding(study, "Taken back")
        history.undo(study)
        path = study.path
        study.close()
        (HERE / f"{release}.convdesk").write_bytes(path.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
