"""Paths, sessions, trends and friction on a large log: convdesk against DuckDB, in one run, with equal counts.

    python benchmarks/behaviour.py [--rows 10000000] [--clicks 5000000] [--rounds 5]

Warm medians in ms, two threads for DuckDB on coded tables sorted by actor and time. retentioneering is compared where
it is installed (with its tracking switched off), on a tenth of the log, since it holds much in memory.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from convdesk.analyse import paths, signals, trends
from convdesk.analyse.components import components
from convdesk.analyse.path_walks import log_of
from convdesk.analyse.retention import retention
from convdesk.analyse.sessions import session_starts
from convdesk.analyse.walks import pair_counts
from convdesk.columns import CLICK
from convdesk.model.friction import RULES, FrictionRules
from convdesk.model.path import Nodes, PathSpec, TransitionSpec
from convdesk.model.progress import Progress
from convdesk.model.trend import RetentionSpec, TrendSpec
from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study
from convdesk.operations.walked import walked
from logs import log_file

if TYPE_CHECKING:
    from collections.abc import Callable

GAP_US = 30 * 60 * 1_000_000
UTC = ZoneInfo("UTC")


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--rows", type=int, default=10_000_000)
    told.add_argument("--clicks", type=int, default=5_000_000)
    told.add_argument("--rounds", type=int, default=5)
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = create_study(Path(folder) / "log.convdesk")
        import_file(study, log_file(asked.rows))
        table = study.loaded().table
        print(f"{asked.rows:,} events, {asked.clicks:,} clicks, medians of {asked.rounds}")
        on_events(table, asked.rounds)
        on_clicks(made_clicks(asked.clicks), asked.rounds)
        on_pairs(1_000_000, asked.rounds)
        study.close()
    if importlib.util.find_spec("retentioneering") is None:
        print("retentioneering: not installed, left out")
    else:
        against_retentioneering(asked.rows // 10, asked.rounds)


def on_events(table, rounds: int) -> None:
    log, progress = log_of(table, Nodes.EVENTS, Progress()), Progress()
    gap, size = GAP_US // table.tick_us, len(log.names)
    starts = log.starts()
    peers = events_in_duckdb(table, starts)
    spec = PathSpec()

    def sankey():
        table._kept._answers.pop(("walks", spec), None)
        return paths.count(*walked(table, spec, lambda _: None, progress), spec)

    line(
        "sessionise, 30 min gap", lambda: len(session_starts(table.keys, table.stride, gap)), rounds, peers["sessions"]
    )
    line(
        "transition counts", lambda: int((pair_counts(log.codes, starts, size) > 0).sum()), rounds, peers["transitions"]
    )
    line("transitions with people", lambda: len(paths.transitions(log, TransitionSpec(), None).rows), rounds)
    line("Sankey, 5 places", lambda: sankey().paths, rounds, peers["sankey"])
    line("trend, 90 days", lambda: len(trends.trend(table, TrendSpec(), UTC, (None, ()), progress).points), rounds)
    line("retention, 8 weeks", lambda: len(retention(table, RetentionSpec(), UTC, None, progress).cohorts), rounds)
    line("times of day", lambda: trends.times_of_day(table, TrendSpec(), UTC, None, progress).count, rounds)


def against_retentioneering(rows: int, rounds: int) -> None:
    """The same questions to retentioneering, over its event stream in memory."""
    import pandas
    from retentioneering import Eventstream

    with tempfile.TemporaryDirectory() as folder:
        study = create_study(Path(folder) / "log.convdesk")
        import_file(study, log_file(rows))
        table = study.loaded().table
        log = log_of(table, Nodes.EVENTS, Progress())
        starts, size = log.starts(), len(log.names)
        own = {
            "sessionise, 30 min gap": lambda: len(session_starts(table.keys, table.stride, GAP_US // table.tick_us)),
            "transition counts": lambda: int(pair_counts(log.codes, starts, size).sum()),
        }
        frame = pandas.read_csv(log_file(rows), usecols=["actor_id", "session_id", "event", "ts"])
        frame["ts"] = pandas.to_datetime(frame["ts"]).dt.tz_localize(None)
        names = {"path_cols": ["actor_id", "session_id"], "event_col": "event", "timestamp_col": "ts"}
        stream = Eventstream(frame, schema=names)

        def cut() -> int:
            return int(stream.split_sessions(session_col="cut", timeout="30m").df["cut"].nunique())

        def transitions() -> int:
            counts = stream.transition_graph_data("count", path_col="session_id")
            return int(counts.loc[log.names, log.names].to_numpy().sum())

        theirs = {"sessionise, 30 min gap": cut, "transition counts": transitions}
        print(f"{rows:,} events against retentioneering")
        for title, work in own.items():
            (mine, found), (its, counted) = timed(work, rounds), timed(theirs[title], 3)
            peer = f"retentioneering {its:8.0f} ms, {its / mine:6.0f} ×, {counted:,}"
            print(f"{title:28}{mine:9.1f} ms{found:>14,}   {peer}")
        print("(retentioneering puts a session's events in a row where another session of the person interrupts it)")
        study.close()


def on_clicks(made: tuple, rounds: int) -> None:
    clicks, owner = made
    rules = FrictionRules(suppress=())
    peer = rage_in_duckdb(clicks, owner)
    line("rage clicks", lambda: int(signals.rage(clicks, owner, None, rules).sum()), rounds, peer)
    line("clicks without effect", lambda: int(signals.dead(clicks, RULES).sum()), rounds)


def on_pairs(count: int, rounds: int) -> None:
    """Who is one person, from so many pairs of keys, against SciPy's components of a graph."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rng, nodes = np.random.default_rng(7), count * 6 // 5
    one, other = rng.integers(0, nodes, count), rng.integers(0, nodes, count)

    def peer() -> int:
        return int(connected_components(coo_array((np.ones(count), (one, other)), (nodes, nodes)))[0])

    own, found = timed(lambda: int((components(nodes, one, other) == np.arange(nodes)).sum()), rounds)
    theirs, counted = timed(peer, 3)
    assert counted == found, f"identity: {found} people here, {counted} in SciPy"
    print(f"{'identity, 1 M pairs':28}{own:9.0f} ms{found:>14,}   SciPy {theirs:9.0f} ms, {theirs / own:6.1f} ×")


def line(title: str, work: Callable[[], int], rounds: int, peer: Callable[[], int] | None = None) -> None:
    """One line of the table; stops where the peer counts otherwise."""
    own, found = timed(work, rounds)
    text = f"{title:28}{own:9.0f} ms{found:>14,}"
    if peer:
        theirs, counted = timed(peer, 3)
        assert counted == found, f"{title}: {found} here, {counted} in DuckDB"
        text += f"   DuckDB {theirs:8.0f} ms, {theirs / own:6.1f} ×"
    print(text, flush=True)


def timed(work: Callable[[], int], rounds: int) -> tuple[float, int]:
    """(median ms, what the work gave), after one run that is not counted."""
    found, took = work(), []
    for _ in range(rounds):
        start = time.perf_counter()
        found = work()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took), found


def made_clicks(count: int) -> tuple:
    """Clicks of many recordings, some of them in bursts."""
    rng = np.random.default_rng(7)
    clicks = np.zeros(count, CLICK)
    owner = np.sort(rng.integers(0, count // 25, count))
    clicks["at_ms"] = np.cumsum(rng.choice([150, 400, 2_000, 9_000], count, p=[0.1, 0.1, 0.3, 0.5]))
    clicks["page"] = rng.integers(0, 3, count) * (rng.random(count) < 0.1)
    clicks["x"], clicks["y"] = (np.cumsum(rng.choice([0, 4, -4, 300, -300], count)) % 1400 for _ in "xy")
    clicks["reaction_ms"] = rng.choice([-1, 20, 1500], count, p=[0.1, 0.8, 0.1])
    return clicks, owner


def connected():
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads to 2")
    return connection


def events_in_duckdb(table, starts) -> dict[str, Callable[[], int]]:
    """The same counts in SQL, over coded columns in the order of actor and time."""
    session = np.zeros(len(table), np.int64)
    session[starts] = 1
    log = {  # noqa: F841 - read by name
        "row": np.arange(len(table)), "actor": table.actors, "tick": table.ticks,
        "event": table.column("event").astype(np.int32), "visit": np.cumsum(session),
    }  # fmt: skip
    connection = connected()
    connection.execute("create table log as select * from log order by row")
    gap = GAP_US // table.tick_us
    ask = {
        "sessions": f"""select count(*) from (select tick - lag(tick) over (partition by actor order by row) as wait
                        from log) where wait is null or wait > {gap}""",
        "transitions": """select count(*) from (select event, next from (select event, lead(event) over
                          (partition by visit order by row) as next from log) where next is not null group by all)""",
        "sankey": """with first as (select actor, min(visit) as visit from log group by actor),
            runs as (select visit, event, row_number() over (partition by visit order by row) as place from (
              select visit, event, row, lag(event) over (partition by visit order by row) as before
              from log semi join first using (visit)) where before is distinct from event),
            nodes as (select a.place, a.event, b.event as next, count(*) as n from runs a left join runs b
              on b.visit = a.visit and b.place = a.place + 1 where a.place <= 5 group by all)
            select sum(n) from nodes where place = 1""",
    }
    return {name: lambda sql=sql: int(connection.execute(sql).fetchone()[0]) for name, sql in ask.items()}


def rage_in_duckdb(clicks, owner) -> Callable[[], int]:
    names = ("at_ms", "page", "x", "y")
    made = {name: np.ascontiguousarray(clicks[name]) for name in names} | {"owner": owner, "row": np.arange(len(owner))}  # noqa: F841
    connection = connected()
    connection.execute("create table clicks as select * from made order by row")
    sql = """with linked as (select *, coalesce(at_ms - lag(at_ms) over w < 1000 and page = lag(page) over w
               and sqrt(pow(x - lag(x) over w, 2) + pow(y - lag(y) over w, 2)) < 30, false) as goes_on
               from clicks window w as (partition by owner order by row)),
             bursts as (select owner, sum((not goes_on)::int) over (partition by owner order by row) as burst
               from linked)
             select coalesce(sum(n), 0) from (select count(*) as n from bursts group by owner, burst) where n >= 3"""
    return lambda: int(connection.execute(sql).fetchone()[0])


if __name__ == "__main__":
    os.environ.setdefault("RETENTIONEERING_NO_TRACK", "1")
    main()
