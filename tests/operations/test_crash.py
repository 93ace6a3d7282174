"""Killing the program at any moment of an import or an edit loses nothing and leaves nothing half done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from convdesk.operations import findings, studies

ROUNDS = 12
WORK = """
import sys
from pathlib import Path
from uuid import uuid4
from convdesk.operations import findings, imports, studies
study = studies.open_study(Path(sys.argv[1]))
log = Path(sys.argv[2])
print("open", flush=True)
while True:
    findings.add_finding(study, "One more")
    other = log.with_name("log-" + uuid4().hex + ".csv")
    other.write_text(log.read_text().replace("\\nu0,", "\\n" + uuid4().hex + ",", 1))
    imports.import_file(study, other)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_killed_import_or_edit_is_not_there_and_all_before_it_is(tmp_path):
    study, log = tmp_path / "study.convdesk", tmp_path / "log.csv"
    studies.create_study(study).close()
    rows = "".join(f"u{n % 997},e{n % 7},2026-03-02T10:00:{n % 60:02}Z,{n}\n" for n in range(20_000))
    log.write_text("user_id,event,time,amount\n" + rows)
    random.seed(7)
    seen = (0, 0)
    for _ in range(ROUNDS):
        kill_at_work(study, log, random.uniform(0.0, 2.5))
        assert studies.check_study(study).is_whole
        opened = studies.open_study(study)
        about, found = studies.describe_study(opened), len(findings.list_findings(opened))
        opened.close()
        assert about.events == 20_000 * len(about.sources)
        assert (about.events, found) >= seen
        seen = (about.events, found)
    assert seen[0] > 0, "some imports were whole before the kill"


def kill_at_work(study, log, after_seconds):
    worker = subprocess.Popen([sys.executable, "-c", WORK, study, log], stdout=subprocess.PIPE)
    assert worker.stdout.readline()
    time.sleep(after_seconds)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
