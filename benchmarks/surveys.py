"""Bringing a wide survey into a study: seconds of a process, of its work, and until a cancel is heard.

    python benchmarks/surveys.py [--responses 15000] [--columns 100] [--rounds 3]

The answers are made up: scales, single and joined choices, boxes, and texts of which some hold addresses and numbers.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = "the page was slow and I could not find my order again because search shows nothing useful to buy"
SHOPS = ("Search", "Filters", "Reviews, long ones", "Wish list", "Basket")
SEED = 5
PERSONAL = 0.02
"""The share of texts that hold something personal."""


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--responses", type=int, default=15_000)
    told.add_argument("--columns", type=int, default=100)
    told.add_argument("--rounds", type=int, default=3)
    told.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = told.parse_args()
    if asked.file:
        sys.stdout.write(json.dumps(run_one(asked.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = survey_file(Path(folder) / "survey.csv", asked.responses, asked.columns)
        runs = [fresh(path) for _ in range(asked.rounds)]
    for name in runs[0]:
        values = [run[name] for run in runs]
        sys.stdout.write(f"{name:24} {statistics.median(values):8.2f}  ({min(values):.2f} to {max(values):.2f})\n")


def fresh(path: Path) -> dict[str, float]:
    """One run in a process of its own, with the seconds it took from outside."""
    started = time.perf_counter()
    command = [sys.executable, __file__, "--file", str(path)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {"process seconds": time.perf_counter() - started, **json.loads(out)}


def run_one(path: Path) -> dict[str, float]:
    """What one import took, and the longest time that passed without a look at whether to stop."""
    from convdesk.model.progress import Progress
    from convdesk.operations.imports import import_file
    from convdesk.operations.studies import create_study

    progress, longest_ms = watched(Progress())
    with tempfile.TemporaryDirectory() as folder:
        study = create_study(Path(folder) / "one.convdesk")
        started, cpu = time.perf_counter(), time.process_time()
        import_file(study, path, progress=progress)
        wall, work = time.perf_counter() - started, time.process_time() - cpu
        study.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "import seconds": wall, "import CPU seconds": work, "longest silence ms": longest_ms(),
        "peak MB": used.ru_maxrss * 1024 / 1e6,
    }  # fmt: skip


def watched(progress: object) -> tuple[object, Callable[[], float]]:
    """A progress, and how long at most nobody asked it whether to stop."""
    asked_at = [time.perf_counter()]
    gaps = [0.0]
    event = progress._is_cancelled

    class Watched(threading.Event):
        def is_set(self) -> bool:
            now = time.perf_counter()
            gaps.append(now - asked_at[0])
            asked_at[0] = now
            return event.is_set()

    progress._is_cancelled = Watched()
    return progress, lambda: 1000 * max(gaps)


def survey_file(path: Path, responses: int, columns: int) -> Path:
    """A survey with so many responses and columns."""
    chance = random.Random(SEED)
    kinds = [
        ("scale", "single", "box", "scale", "joined", "scale", "single", "text")[n % 8] for n in range(columns - 4)
    ]
    header = [
        "Response ID",
        "Submitted at",
        "Email",
        "Country",
        *(title_of(kind, n) for n, kind in enumerate(kinds, 1)),
    ]
    begin = datetime(2026, 1, 5, 8, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number in range(responses):
            at = (begin + timedelta(seconds=37 * number)).strftime("%Y-%m-%d %H:%M:%S")
            known = [f"R_{number:06}", at, f"p{number}@example.org", chance.choice(("Norway", "Chile", "Japan"))]
            writer.writerow([*known, *(answer(kind, chance) for kind in kinds)])
    return path


def title_of(kind: str, number: int) -> str:
    return f"Part {number // 16} - Option {number}" if kind == "box" else f"{number}. How is it with {kind} {number}?"


def answer(kind: str, chance: random.Random) -> str:
    """One made-up answer."""
    if chance.random() < 0.1:
        return ""
    match kind:
        case "scale":
            return str(chance.randint(0, 10))
        case "single":
            return chance.choice(SHOPS)
        case "box":
            return "Yes" if chance.random() < 0.4 else ""
        case "joined":
            return "; ".join(chance.sample(SHOPS, chance.randint(1, 3)))
    said = " ".join(chance.choices(SAID.split(), k=chance.randint(3, 25)))
    if chance.random() >= PERSONAL:
        return said
    return f"{said} {chance.choice(('ann@example.org', '+47 22 12 34 56', 'order 123-456-789'))}"


if __name__ == "__main__":
    main()
