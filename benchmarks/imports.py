"""Bringing an event log in: convdesk into a study against DuckDB into a DuckDB file, interleaved in fresh processes.

    python benchmarks/imports.py [--rows 10000000] [--rounds 3] [--json]

Rates are rows a second over the whole life of a process, the interpreter's start and end included; the last column
compares the import alone, once a program runs. convdesk checks, codes, sorts and stores; DuckDB only stores. All
modules are compiled, as an installed program's are: a round that is not counted comes first.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from logs import json_file, log_file

CONVDESK, DUCKDB, READER = "convdesk", "DuckDB", "reader alone"


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--rows", type=int, default=10_000_000)
    told.add_argument("--rounds", type=int, default=3)
    told.add_argument("--json", action="store_true", help="JSON lines with an inner object instead of CSV")
    told.add_argument("--peer", choices=sorted(PEERS), help=argparse.SUPPRESS)
    told.add_argument("--log", type=Path, help=argparse.SUPPRESS)
    asked = told.parse_args()
    if asked.peer:
        print(json.dumps(run_one(asked.peer, asked.log)))
        return
    log = json_file(asked.rows) if asked.json else log_file(asked.rows)
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in PEERS}
    with tempfile.TemporaryDirectory() as compiled:
        for number in range(asked.rounds + 1):
            for name in PEERS:
                run = fresh(name, log, Path(compiled))
                runs[name] += [run] if number else []
    report(runs, asked.rows)


def fresh(peer: str, log: Path, compiled: Path) -> dict[str, float]:
    """One run in a process of its own, with the seconds it took from outside."""
    command = [sys.executable, __file__, "--peer", peer, "--log", str(log)]
    settings = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    started = time.perf_counter()
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=settings).stdout
    return {"seconds": time.perf_counter() - started, **json.loads(out)}


def run_one(peer: str, log: Path) -> dict[str, float]:
    """What a run leaves on disk, and the most memory it held."""
    with tempfile.TemporaryDirectory() as folder:
        size, alone = PEERS[peer](log, Path(folder))
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "file_mb": size / 1e6, "peak_mb": used.ru_maxrss * 1024 / 1e6, "cpu_seconds": used.ru_utime + used.ru_stime,
        "alone": alone,
    }  # fmt: skip


def by_duckdb(log: Path, folder: Path) -> tuple[int, float]:
    import duckdb

    path, started = folder / "log.duckdb", time.perf_counter()
    with duckdb.connect(str(path)) as connection:
        reader = "read_csv" if log.suffix == ".csv" else "read_json"
        connection.execute(f"create table log as select * from {reader}('{log}')")
    return path.stat().st_size, time.perf_counter() - started


def by_convdesk(log: Path, folder: Path) -> tuple[int, float]:
    from convdesk.operations.imports import import_file
    from convdesk.operations.studies import create_study

    path, started = folder / "log.convdesk", time.perf_counter()
    study = create_study(path)
    import_file(study, log)
    study.close()
    return path.stat().st_size, time.perf_counter() - started


def by_reader(log: Path, folder: Path) -> tuple[int, float]:  # noqa: ARG001 - nothing is written
    from convdesk.ingest import sniff
    from convdesk.ingest.readers.table import choose
    from convdesk.model.progress import silent

    started = time.perf_counter()
    head = sniff.head_of(log)
    reader = choose(head)
    with reader.read(log, reader.propose(head).mapping, silent()) as reading:
        if reading.events is None:
            raise SystemExit("no events")
        for pieces in reading.events.dictionaries.values():
            for _ in pieces:
                pass
        for _ in reading.events.batches:
            pass
    return 0, time.perf_counter() - started


def report(runs: dict[str, list[dict[str, float]]], rows: int) -> None:
    """Medians, and of the ratios of each round's pair."""
    print(
        f"{'':14}{'rows/s':>12}{'seconds':>10}{'CPU s':>8}{'file MB':>10}{'peak MB':>10}"
        f"{'rate : DuckDB':>15}{'alone':>8}"
    )
    for name, some in runs.items():
        middle = {field: statistics.median(run[field] for run in some) for field in some[0]}
        ratios = [
            statistics.median(other[field] / run[field] for run, other in zip(some, runs[DUCKDB], strict=True))
            for field in ("seconds", "alone")
        ]
        print(
            f"{name:14}{rows / middle['seconds']:12,.0f}{middle['seconds']:10.2f}{middle['cpu_seconds']:8.1f}"
            f"{middle['file_mb']:10.1f}{middle['peak_mb']:10.0f}{ratios[0]:15.2f}{ratios[1]:8.2f}"
        )


PEERS = {DUCKDB: by_duckdb, CONVDESK: by_convdesk, READER: by_reader}

if __name__ == "__main__":
    main()
