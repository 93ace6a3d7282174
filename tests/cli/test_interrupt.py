"""Ctrl-C stops cleanly: status 1, what was being imported is not there, what was there before still is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from convdesk.operations import studies
from convdesk.store.lock import lock_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("after_seconds", [0.0, 0.4, 1.0])
def test_ctrl_c_during_an_import_leaves_the_study_as_it_was(tmp_path, after_seconds):
    study, log = tmp_path / "study.convdesk", tmp_path / "log.csv"
    studies.create_study(study).close()
    with log.open("w") as file:
        file.write("user_id,event,time,amount\n")
        file.writelines(f"u{n % 9973},e{n % 7},2026-03-02T10:00:{n % 60:02}Z,{n}\n" for n in range(1_500_000))
    words = [sys.executable, "-m", "convdesk", "import", study, log, "--json"]
    worker = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not lock_path(study).exists() and worker.poll() is None:
        time.sleep(0.02)
    time.sleep(after_seconds)
    worker.send_signal(signal.SIGINT)
    out, _ = worker.communicate(timeout=60)
    assert worker.returncode == 1
    assert json.loads(out)["problem"]["what"] == "Stopped."
    assert [path.name for path in tmp_path.iterdir() if "convdesk" in path.name] == ["study.convdesk"]
    opened = studies.open_study(study)
    assert studies.describe_study(opened).is_empty
    opened.close()
