"""Reading a large rrweb recording: convdesk against parsers alone, interleaved in fresh processes.

    python benchmarks/recordings.py [--mb 200] [--rounds 3]

Megabytes of JSON text a second of the work itself, medians of rounds. The parsers only make Python objects (without
looking for garbage, which they would do three times as long). convdesk parses in pieces, follows the page through
all mutations, resolves clicks, hides what was typed, takes a digest and writes the recording; "into a study" also
packs and stores it. Stall: the longest time in which another thread, such as the one that draws, had no turn.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tapes import tape_file


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--mb", type=int, default=200)
    told.add_argument("--rounds", type=int, default=3)
    told.add_argument("--peer", choices=sorted(PEERS), help=argparse.SUPPRESS)
    told.add_argument("--tape", type=Path, help=argparse.SUPPRESS)
    asked = told.parse_args()
    if asked.peer:
        print(json.dumps(run_one(asked.peer, asked.tape)))
        return
    tape = tape_file(asked.mb)
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in PEERS}
    for _ in range(asked.rounds):
        for name in PEERS:
            command = [sys.executable, __file__, "--peer", name, "--tape", str(tape)]
            runs[name].append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    report(runs, tape.stat().st_size / 1e6)


def run_one(peer: str, tape: Path) -> dict[str, float]:
    """How long one run took, the most memory it held, and the longest stall of another thread."""
    stalls, is_over = [0.0], threading.Event()
    watch = threading.Thread(target=_tick, args=(stalls, is_over))
    work = PEERS[peer](tape)
    watch.start()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    is_over.set()
    watch.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"seconds": seconds, "peak_mb": peak, "stall_ms": 1000 * max(stalls)}


def _tick(stalls: list[float], is_over: threading.Event) -> None:
    before = time.perf_counter()
    while not is_over.is_set():
        time.sleep(0.001)
        now = time.perf_counter()
        stalls[0] = max(stalls[0], now - before - 0.001)
        before = now


def by_json(tape: Path):
    data = tape.read_bytes()
    gc.disable()
    return lambda: json.loads(data)


def by_orjson(tape: Path):
    import orjson

    data = tape.read_bytes()
    gc.disable()
    return lambda: orjson.loads(data)


def by_msgspec(tape: Path):
    import msgspec

    data = tape.read_bytes()
    gc.disable()
    return lambda: msgspec.json.decode(data)


def by_reader(tape: Path):
    from convdesk.ingest.readers.rrweb import READER
    from convdesk.model.mapping import Mapping
    from convdesk.model.progress import silent

    def work() -> None:
        with READER.read(tape, Mapping("rrweb"), silent()) as reading:
            if not reading.recordings:
                raise SystemExit("no recording")

    return work


def by_study(tape: Path):
    from convdesk.operations.imports import import_file
    from convdesk.operations.studies import create_study

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            study = create_study(Path(folder) / "tape.convdesk")
            import_file(study, tape)
            study.close()

    return work


def report(runs: dict[str, list[dict[str, float]]], megabytes: float) -> None:
    print(f"{'':24}{'MB/s':>8}{'seconds':>10}{'peak MB':>10}{'stall ms':>10}{'rate : orjson':>15}")
    for name, some in runs.items():
        middle = {field: statistics.median(run[field] for run in some) for field in some[0]}
        pairs = zip(some, runs["orjson"], strict=True)
        ratio = statistics.median(other["seconds"] / run["seconds"] for run, other in pairs)
        print(
            f"{name:24}{megabytes / middle['seconds']:8.1f}{middle['seconds']:10.2f}{middle['peak_mb']:10.0f}"
            f"{middle['stall_ms']:10.1f}{ratio:15.2f}"
        )


PEERS = {
    "json": by_json, "msgspec": by_msgspec, "orjson": by_orjson, "convdesk reader": by_reader,
    "convdesk into a study": by_study,
}  # fmt: skip

if __name__ == "__main__":
    main()
