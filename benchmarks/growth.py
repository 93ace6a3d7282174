"""How a funnel grows with the log: from a hundred thousand events to fifty million, each in processes of its own.

    python benchmarks/growth.py [--rows 100000 1000000 10000000 50000000] [--rounds 7]

For each log: the size of its study, the first answer after opening it, the funnel counted again, an edit of the funnel
(a step is replaced by one that was not asked about yet, so that its events are looked up), the names of those who left,
and the most memory the process had. The last lines tell how much faster each grew than the log (1: linear).
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from funnel import WINDOW_MS, peak_mb
from logs import NAMES, STEPS, log_file

MEASURES = ("first_s", "again_ms", "edit_ms", "left_ms", "peak_mb")


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000, 50_000_000])
    told.add_argument("--rounds", type=int, default=7)
    told.add_argument("--study", type=Path, help=argparse.SUPPRESS)
    asked = told.parse_args()
    if asked.study:
        print(json.dumps(measured(asked.study, asked.rounds)))
        return
    heads = f"{'again ms':>10}{'edit ms':>9}{'who left ms':>13}{'peak MB':>9}"
    print(f"{'events':>12}{'study MB':>10}{'first s':>9}{heads}")
    found = [one(rows, asked.rounds) for rows in asked.rows]
    for name in MEASURES[1:]:
        (small, least), (large, most) = [(rows, about[name]) for rows, about in (found[0], found[-1])]
        print(f"{name}: grew as the events to the power of {math.log(most / least) / math.log(large / small):.2f}")


def one(rows: int, rounds: int) -> tuple[int, dict[str, float]]:
    """A log of that many rows, imported and asked, each in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "log.convdesk"
        subprocess.run([sys.executable, "-c", IMPORT, str(study), str(log_file(rows))], check=True)
        words = [sys.executable, __file__, "--study", str(study), "--rounds", str(rounds)]
        about = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
        size_mb = study.stat().st_size / 1e6
        print(f"{rows:12,}{size_mb:10.1f}{about['first_s']:9.2f}{about['again_ms']:10.1f}{about['edit_ms']:9.1f}"
              f"{about['left_ms']:13.1f}{about['peak_mb']:9.0f}", flush=True)  # fmt: skip
        return rows, about


IMPORT = """
import sys
from pathlib import Path
from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study
study = create_study(Path(sys.argv[1]))
import_file(study, Path(sys.argv[2]))
study.close()
"""


def measured(path: Path, rounds: int) -> dict[str, float]:
    began = time.perf_counter()
    from convdesk.analyse.funnel import follow, units_in
    from convdesk.analyse.funnel_counts import count
    from convdesk.model.funnel import Bucket, FunnelRules, FunnelSpec
    from convdesk.model.progress import Progress
    from convdesk.model.step import event_step
    from convdesk.operations.studies import open_study

    table = open_study(path, read_only=True).loaded().table
    rules = FunnelRules(WINDOW_MS * 1000)

    def spec_of(*names: str) -> FunnelSpec:
        return FunnelSpec(tuple(map(event_step, names)), rules)

    spec = spec_of(*STEPS)
    count(table, spec, None, Progress())
    about = {"first_s": time.perf_counter() - began}
    about["again_ms"] = median_ms(lambda _: count(table, spec, None, Progress()), rounds)
    about["peak_mb"] = peak_mb()
    edits = [spec_of(*STEPS[:2], name, *STEPS[3:]) for name in NAMES[len(STEPS) :]]
    about["edit_ms"] = median_ms(lambda n: count(table, edits[n], None, Progress()), rounds)

    def left() -> list[list[int]]:
        outcome = follow(table, spec, None, Progress())
        return [units_in(outcome, Bucket.DROPPED, step) for step in range(1, len(STEPS))]

    about["left_ms"] = median_ms(lambda _: left(), rounds)
    return about


def median_ms(ask, rounds: int) -> float:
    taken = []
    for number in range(rounds):
        start = time.perf_counter()
        ask(number)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
