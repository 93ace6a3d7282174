"""How long until the window is on screen, and until a study's funnel is drawn: fresh processes, medians.

python benchmarks/start.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

WINDOW = """
import sys, time
began = float(sys.argv[1])
from convdesk.desk.app import first_window
application, window = first_window()
window.show()
application.processEvents()
print(time.time() - began)
"""


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--rounds", type=int, default=5)
    asked = told.parse_args()
    taken = [once() for _ in range(asked.rounds + 1)][1:]
    print(f"window on screen after start: median {statistics.median(taken):.2f} s, worst {max(taken):.2f} s")


def once() -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-c", WINDOW, str(time.time())]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
