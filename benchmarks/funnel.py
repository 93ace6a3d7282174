"""A five-step funnel with a 7-day window: convdesk against other engines, in one run, with equal counts.

    python benchmarks/funnel.py [--rows 10000000] [--rounds 7] [--rules]

Peers run on their best layouts: ClickHouse (chdb) on a MergeTree table of coded columns ordered by actor and time,
DuckDB on the same coded table and on raw Parquet, Polars on coded Parquet. retentioneering, where it is installed (its
tracking is switched off), knows no window: its counts are others and are printed. Warm medians, interleaved; peak
memory and the cold start are of fresh processes. Answers are worked out each time; columns and the index of step
events are kept, as when a funnel is edited. `--rules` times every other rule, preset, breakdown and question instead,
in one process.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from logs import STEPS, log_file

HERE = Path(__file__).parent

WINDOW_MS = 7 * 86_400_000


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--rows", type=int, default=10_000_000)
    told.add_argument("--rounds", type=int, default=7)
    told.add_argument("--rules", action="store_true", help="every other rule instead of the peers")
    told.add_argument("--keep", type=Path, help="a folder to keep what is prepared in, and to find it in")
    told.add_argument("--peer", choices=sorted(PEERS), help=argparse.SUPPRESS)
    told.add_argument("--make", choices=sorted(MAKERS), help=argparse.SUPPRESS)
    told.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = told.parse_args()
    if asked.make:
        MAKERS[asked.make](asked.folder)
        return
    if asked.peer:
        print(json.dumps(run_one(asked.peer, asked.folder, asked.rounds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = asked.keep or Path(folder)
        if not (kept / "codes.json").exists():
            kept.mkdir(exist_ok=True)
            prepared(kept, asked.rows)
        (report_rules if asked.rules else report)(kept, asked)


def report_rules(folder: Path, asked: argparse.Namespace) -> None:
    """Every question about a funnel but the plain count, asked anew each time; ClickHouse where it can answer."""
    questions, table = other_questions(folder)
    print(f"{len(table):,} events, {len(STEPS)} steps, 7 days; medians of {asked.rounds}")
    print(f"{'':34}{'first ms':>9}{'warm ms':>9}  counts")
    for name, ask in questions.items():
        first, counts = timed(ask)
        taken = statistics.median(timed(ask)[0] for _ in range(asked.rounds))
        print(f"{name:34}{first:9.0f}{taken:9.1f}  {counts}", flush=True)
    print(f"peak {peak_mb():.0f} MB")


def timed(ask) -> tuple[float, object]:
    start = time.perf_counter()
    found = ask()
    return (time.perf_counter() - start) * 1000, found


def other_questions(folder: Path):
    """By name, functions that ask the engine (past the cache of answers), and the table they ask."""
    from dataclasses import replace

    from convdesk.analyse import funnel
    from convdesk.analyse.funnel_counts import count
    from convdesk.analyse.funnel_times import time_funnel
    from convdesk.analyse.funnel_trend import trend_funnel
    from convdesk.model.funnel import Breakdown, Bucket, Exclusion, FunnelRules, FunnelSpec, Per, Touch
    from convdesk.model.funnel_presets import PRESETS
    from convdesk.model.funnel_results import Every
    from convdesk.model.funnel_rules import Entries, OneEvent, OnExclusion, Order, Ties, WindowFrom
    from convdesk.model.progress import Progress
    from convdesk.model.step import event_step, parse_step
    from convdesk.operations.studies import open_study

    table = open_study(folder / "log.convdesk", read_only=True).loaded().table
    plain = FunnelSpec(tuple(event_step(step) for step in STEPS), FunnelRules(WINDOW_MS * 1000))
    helped = (Exclusion(event_step("event 6"), 2, 3),)
    rules = {
        "must increase": {"ties": Ties.INCREASE}, "window from previous": {"window_from": WindowFrom.PREVIOUS},
        "first entry": {"entries": Entries.FIRST}, "several": {"one_event": OneEvent.SEVERAL},
        "strict order": {"order": Order.STRICT}, "any order": {"order": Order.ANY},
    }  # fmt: skip
    specs = {"ordered": plain}
    specs |= {name: replace(plain, rules=replace(plain.rules, **fields)) for name, fields in rules.items()}
    specs |= {f"preset {name}": replace(plain, rules=preset.rules) for name, preset in PRESETS.items()}
    specs |= {
        f"exclusion, {way.value}": replace(plain, rules=replace(plain.rules, on_exclusion=way), exclusions=helped)
        for way in OnExclusion
    }
    specs |= {f"split, {touch.value}": replace(plain, breakdown=Breakdown("country", touch, 3)) for touch in Touch}
    filtered = ("search[plan=pro]", STEPS[1], "add_to_cart[device=mobile]", *STEPS[3:])
    specs |= {
        "two steps optional": replace(plain, optional=frozenset({2, 3})),
        "a step repeated": replace(plain, steps=(plain.steps[0], *plain.steps[:3])),
        "filters on two steps": replace(plain, steps=tuple(parse_step(step) for step in filtered)),
        "per session": replace(plain, per=Per.SESSION),
    }
    silent = Progress()
    asked = {name: (lambda spec=spec: reached_by(count(table, spec, None, silent))) for name, spec in specs.items()}

    def people() -> list[int]:
        outcome = funnel.follow(table, plain, None, silent)
        return [len(funnel.units_in(outcome, Bucket.DROPPED, step)) for step in range(1, len(STEPS))]

    asked["who left, every step"] = people
    asked["times and curves"] = lambda: [part.converted for part in time_funnel(table, plain, None, silent).steps]
    how = (Every.DAY, "Europe/Oslo")
    asked["trend by day"] = lambda: len(trend_funnel(table, plain, None, how, silent).points)
    return asked, table


def reached_by(result) -> list[int]:
    return [step.reached for step in result.steps]


def prepared(folder: Path, rows: int) -> Path:
    """The same log as a study, a coded Parquet file and a raw one."""
    import duckdb

    from convdesk.operations.imports import import_file
    from convdesk.operations.studies import create_study

    log = log_file(rows)
    study = create_study(folder / "log.convdesk")
    import_file(study, log)
    study.close()
    connection = duckdb.connect()
    connection.execute(f"create table raw as select * from read_csv('{log}', all_varchar = true)")
    connection.execute(f"copy raw to '{folder}/raw.parquet' (compression zstd)")
    connection.execute(
        f"""copy (select dense_rank() over (order by actor_id) - 1 as actor, epoch_ms(ts::timestamp) as at_ms,
                  dense_rank() over (order by event) - 1 as event from raw order by actor, at_ms)
            to '{folder}/coded.parquet'"""
    )
    names = [name for (name,) in connection.execute("select distinct event from raw order by 1").fetchall()]
    (folder / "codes.json").write_text(json.dumps([names.index(step) for step in STEPS]))
    connection.close()
    for peer in MAKERS:
        if peer in missing_peers():
            continue
        subprocess.run([sys.executable, __file__, "--make", peer, "--folder", folder], check=True)
    return folder


def report(folder: Path, asked: argparse.Namespace) -> None:
    left_out = missing_peers()
    found = {peer: fresh(peer, folder, asked.rounds) for peer in PEERS if peer not in left_out}
    counts = {tuple(about["counts"]) for peer, about in found.items() if peer not in WITHOUT_WINDOW}
    own = found["convdesk"]
    print(f"{asked.rows:,} events, {len(STEPS)} steps, 7 days; counts {'equal' if len(counts) == 1 else counts}")
    print(f"{'':34}{'warm ms':>9}{'× convdesk':>12}{'first s':>9}{'peak MB':>9}")
    for peer, about in found.items():
        ratio = about["warm_ms"] / own["warm_ms"]
        print(f"{peer:34}{about['warm_ms']:9.1f}{ratio:12.1f}{about['first_s']:9.2f}{about['peak_mb']:9.0f}")
        if peer in WITHOUT_WINDOW:
            print(f"{'':4}knows no window: {about['counts']} instead of {own['counts']}")
    for peer in left_out:
        print(f"{peer}: not installed, left out")


def missing_peers() -> list[str]:
    return [peer for peer, needs in NEEDS.items() if importlib.util.find_spec(needs) is None]


def fresh(peer: str, folder: Path, rounds: int) -> dict:
    """One engine in a process of its own: start, open, first answer, then warm rounds."""
    start = time.perf_counter()
    words = [sys.executable, __file__, "--peer", peer, "--folder", str(folder), "--rounds", str(rounds)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    about = json.loads(done.stdout.splitlines()[-1])
    about["whole_s"] = time.perf_counter() - start
    return about


def run_one(peer: str, folder: Path, rounds: int) -> dict:
    began = time.perf_counter()
    ask = PEERS[peer](folder)
    counts = ask()
    first = time.perf_counter() - began
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        assert ask() == counts
        taken.append(time.perf_counter() - start)
    return {"counts": counts, "first_s": first, "warm_ms": statistics.median(taken) * 1000, "peak_mb": peak_mb()}


def peak_mb() -> float:
    """The most memory this process has had, in millions of bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def convdesk(folder: Path):
    from convdesk.analyse.funnel_counts import count
    from convdesk.model.funnel import FunnelRules, FunnelSpec
    from convdesk.model.progress import Progress
    from convdesk.model.step import event_step
    from convdesk.operations.studies import open_study

    study = open_study(folder / "log.convdesk", read_only=True)
    spec = FunnelSpec(tuple(event_step(step) for step in STEPS), FunnelRules(WINDOW_MS * 1000))
    return lambda: reached_by(count(study.loaded().table, spec, None, Progress()))


def make_clickhouse(folder: Path) -> None:
    from chdb.session import Session

    session = Session(str(folder / "clickhouse"))
    session.query("create database b")
    session.query(
        "create table b.t (actor Int32, at_ms UInt64, event Int16) engine = MergeTree order by (actor, at_ms)"
    )
    session.query(f"insert into b.t select actor, at_ms, event from file('{folder}/coded.parquet', Parquet)")
    session.query("optimize table b.t final")
    session.close()


def clickhouse(folder: Path):
    from chdb.session import Session

    session = Session(str(folder / "clickhouse"))
    codes = json.loads((folder / "codes.json").read_text())
    events = ", ".join(f"event = {code}" for code in codes)
    query = f"""select level, count() from (
        select windowFunnel({WINDOW_MS})(at_ms, {events}) as level from b.t
        where event in ({", ".join(map(str, codes))}) group by actor) where level > 0 group by level order by level"""

    def ask() -> list[int]:
        rows = [line.split(",") for line in session.query(query, "CSV").bytes().decode().split()]
        return reached({int(level): int(count) for level, count in rows})

    return ask


def make_duckdb(folder: Path) -> None:
    import duckdb

    connection = duckdb.connect(str(folder / "coded.duckdb"))
    connection.execute(
        f"""create table t as select actor::integer as actor, at_ms::bigint as at_ms, event::usmallint as event
            from read_parquet('{folder}/coded.parquet') order by event, actor, at_ms"""
    )
    connection.close()


def duckdb_coded(folder: Path):
    import duckdb

    connection = duckdb.connect(str(folder / "coded.duckdb"), read_only=True)
    codes = json.loads((folder / "codes.json").read_text())
    return lambda: _asof(connection, "t", [f"event = {code}" for code in codes], "actor", "at_ms")


def duckdb_raw(folder: Path):
    import duckdb

    connection = duckdb.connect()
    source = f"(select actor_id, event, epoch_ms(ts::timestamp) as at_ms from read_parquet('{folder}/raw.parquet'))"
    return lambda: _asof(connection, source, [f"event = '{step}'" for step in STEPS], "actor_id", "at_ms")


def make_polars(folder: Path) -> None:
    import polars as pl

    pl.read_parquet(folder / "coded.parquet").sort("at_ms").write_parquet(folder / "by_time.parquet")


def polars_coded(folder: Path):
    import polars as pl

    codes = json.loads((folder / "codes.json").read_text())
    store = pl.scan_parquet(folder / "by_time.parquet")
    nearest = {"on": "at_ms", "by": "actor", "strategy": "backward", "check_sortedness": False}

    def ask() -> list[int]:
        found, before = [], None
        for code in codes:
            own = store.filter(pl.col("event") == code).select("actor", "at_ms").collect()
            if before is None:
                before = own.with_columns(began=pl.col("at_ms"))
            else:
                before = own.join_asof(before, **nearest).filter(pl.col("at_ms") - pl.col("began") <= WINDOW_MS)
            found.append(before["actor"].n_unique())
        return found

    return ask


def retentioneering(folder: Path):
    import polars as pl
    from retentioneering import Eventstream

    rows = pl.read_parquet(folder / "raw.parquet", columns=["actor_id", "event", "ts"])
    rows = rows.with_columns(pl.col("ts").str.to_datetime(time_zone="UTC").dt.replace_time_zone(None))
    names = {"path_cols": ["actor_id"], "event_col": "event", "timestamp_col": "ts"}
    stream = Eventstream(rows.to_pandas(), schema=names)
    return lambda: [step["unique_paths"] for step in stream.funnel_data(list(STEPS))["steps"]]


def _asof(connection, table: str, steps: list[str], actor: str, at: str) -> list[int]:
    """The exact funnel as backward ASOF joins: each event takes the latest usable entry before it."""
    parts = [f"s1 as (select {actor} as a, {at} as t, {at} as t0 from {table} where {steps[0]})"]
    for n, step in enumerate(steps[1:], 2):
        parts.append(
            f"""s{n} as (select e.a, e.t, p.t0 from (select {actor} as a, {at} as t from {table} where {step}) e
                asof join s{n - 1} p on e.a = p.a and e.t >= p.t where e.t - p.t0 <= {WINDOW_MS})"""
        )
    counts = ", ".join(f"(select count(distinct a) from s{n})" for n in range(1, len(steps) + 1))
    return [int(count) for count in connection.execute(f"with {', '.join(parts)} select {counts}").fetchone()]


def reached(by_level: dict[int, int]) -> list[int]:
    return [sum(count for level, count in by_level.items() if level >= n) for n in range(1, len(STEPS) + 1)]


PEERS = {
    "convdesk": convdesk,
    "ClickHouse, coded MergeTree": clickhouse,
    "DuckDB, coded table": duckdb_coded,
    "DuckDB, raw Parquet": duckdb_raw,
    "Polars, coded Parquet": polars_coded,
    "retentioneering": retentioneering,
}
NEEDS = {"ClickHouse, coded MergeTree": "chdb", "Polars, coded Parquet": "polars", "retentioneering": "retentioneering"}
WITHOUT_WINDOW = {"retentioneering"}
MAKERS = {
    "ClickHouse, coded MergeTree": make_clickhouse,
    "DuckDB, coded table": make_duckdb,
    "Polars, coded Parquet": make_polars,
}

if __name__ == "__main__":
    os.environ.setdefault("RETENTIONEERING_NO_TRACK", "1")
    main()
