"""A made-up event log of any size: heavy-tailed people, 40 event names, sessions of 6.5 events, 90 days, by time."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "data"
NAMES = ("search", "view_item", "add_to_cart", "begin_checkout", "purchase", *(f"event {n}" for n in range(6, 41)))
STEPS = NAMES[:5]
COLUMNS = "actor_id, session_id, event, ts, url, device, country, plan"


def log_file(rows: int) -> Path:
    """The CSV of that many rows (8 columns); made once and kept in an ignored folder."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"log-{rows}.csv"
    if not path.exists():
        _write(path, rows)
    return path


def json_file(rows: int) -> Path:
    """The same log as JSON lines, what is no id or time in an inner object `properties`."""
    import duckdb

    log, path = log_file(rows), FOLDER / f"log-{rows}.jsonl"
    if not path.exists():
        beside = path.with_suffix(".part")
        inner = "struct_pack(url := url, device := device, country := country, plan := plan) as properties"
        duckdb.execute(
            f"""copy (select actor_id, session_id, event, ts, {inner}
                from read_csv('{log}', all_varchar = true)) to '{beside}' (format json)"""
        )
        beside.replace(path)
    return path


def _write(path: Path, rows: int) -> None:
    """Made by DuckDB from a seeded stream, then ordered by time, as an export would be."""
    import duckdb

    beside = path.with_suffix(".part")
    connection = duckdb.connect()
    connection.execute(f"set temp_directory = '{FOLDER / 'spill'}'")
    connection.execute("set enable_progress_bar = false")
    connection.execute("set threads = 1")
    connection.execute("select setseed(0.42)")
    connection.execute(
        f"""create table sessions as
            select n, floor({rows // 28} * pow(random(), 2.2))::int as person, random() as start,
                   1 + floor(-ln(1 - random()) * 6.0)::int as events from range({rows // 5}) r(n)"""
    )
    connection.execute(
        """create table events as
           select s.n, s.person, (1767225600000 + s.start * 7776000000)::bigint
                    + (floor(pow(random(), 3) * 120000))::bigint * e.i as at_ms,
                  1 + floor(40 * pow(random(), 2.3))::int as kind, floor(random() * 4000)::int as item
           from sessions s, unnest(range(s.events)) e(i)"""
    )
    names = ", ".join(f"'{name}'" for name in NAMES)
    connection.execute(
        f"""copy (select format('user-{{:08d}}', person * 37) as actor_id,
                 format('ses-{{:08X}}-{{:05d}}', (hash(n) % 4294967296)::bigint, n % 65536) as session_id,
                 list_extract([{names}], least(kind, 40)) as event,
                 strftime(epoch_ms(at_ms), '%Y-%m-%dT%H:%M:%S.%gZ') as ts,
                 'https://www.example.com/shop/section-' || (item % 20) || '/item-' || item as url,
                 ['mobile', 'desktop', 'tablet'][1 + person % 3] as device, 'C' || (person % 40) as country,
                 ['free', 'pro', 'enterprise'][1 + person % 7 % 3] as plan
            from events order by at_ms limit {rows}) to '{beside}' (header)"""
    )
    connection.close()
    beside.replace(path)
