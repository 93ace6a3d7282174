"""How long until the window is on screen, and until a study's funnel is drawn: fresh processes, offscreen, medians.

python benchmarks/start.py [--rounds 5] [--rows 1000000]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from logs import log_file

WINDOW = """
import sys, time
began = float(sys.argv[1])
from convdesk.desk.app import Desk, application
from convdesk.desk.settings import Settings
app = application()
desk = Desk(app, Settings())
desk.welcome()
app.processEvents()
print(time.time() - began)
"""
STUDY = """
import sys, time
from pathlib import Path
began = float(sys.argv[1])
from convdesk.desk.app import Desk, application
from convdesk.desk.settings import Settings
app = application()
desk = Desk(app, Settings())
desk.welcome()
desk.open_path(Path(sys.argv[2]))
drawn = False
while not drawn and time.time() - began < 60:
    app.processEvents()
    time.sleep(0.005)
    if desk.window is not None:
        from convdesk.desk.screens.review.funnel_canvas import FunnelCanvas
        canvas = desk.window.findChild(FunnelCanvas)
        drawn = canvas is not None and bool(canvas.accessibleDescription())
print(time.time() - began)
sys.stdout.flush()
desk.close()
"""


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--rounds", type=int, default=5)
    told.add_argument("--rows", type=int, default=1_000_000)
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = made(Path(folder), asked.rows)
        report("window on screen after start", [once(WINDOW, folder) for _ in range(asked.rounds + 1)][1:])
        title = f"study of {asked.rows:,} events opened and its funnel drawn, after start"
        report(title, [once(STUDY, folder, study) for _ in range(asked.rounds + 1)][1:])


def made(folder: Path, rows: int) -> Path:
    from convdesk.operations.imports import import_file
    from convdesk.operations.studies import create_study

    study = create_study(folder / "log.convdesk")
    import_file(study, log_file(rows))
    study.close()
    return study.path


def report(what: str, taken: list[float]) -> None:
    print(f"{what}: median {statistics.median(taken):.2f} s, worst {max(taken):.2f} s")


def once(code: str, data: str, *words: object) -> float:
    """Seconds from before the interpreter starts, with settings and recent studies of its own."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CONVDESK_DATA": data, "XDG_CONFIG_HOME": data}
    command = [sys.executable, "-c", code, str(time.time()), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
