"""Heat over a page of 1440 × 6000 px: clicks to a coloured picture, a filter, and the same in two JavaScript libraries.

`python benchmarks/heat.py [--clicks 1000000]`. The peers run in Chromium, when it and Node's packages are there:
`npm install --prefix benchmarks/data heatmap.js@2.0.5 simpleheat@0.4.0`, and `chromium` on the path.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import clicks, heat, heatmaps, page_clicks
from convdesk.analyse.anchor import Ground
from convdesk.analyse.heatmaps import Side
from convdesk.columns import CLICK, VISIT, RecordingColumns

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = (1440, 6000)
ROUNDS = 7
PEOPLE = 5_000
DATA = Path(__file__).parent / "data"
SCRIPT = """
<!doctype html><meta charset=utf-8><div id=page style="width:{width}px;height:{height}px"></div>
<script src="{library}"></script><script>
const wide = {width}, tall = {height}, count = {count}; let seed = 1;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
const spread = (middle, by) => middle + by * (random() + random() + random() - 1.5);
const points = Array.from({{length: count}}, () => [Math.abs(spread(700, 400)) | 0, Math.abs(spread(2000, 2200)) | 0]);
const began = performance.now();
{draw}
document.title = String(performance.now() - began);
</script><body onload="document.body.append(document.title)">
"""
PEERS = {
    "heatmap.js": ("heatmap.js/build/heatmap.js", """
        const map = h337.create({container: document.getElementById('page'), radius: 22});
        map.setData({max: 50, min: 0, data: points.map(([x, y]) => ({x, y, value: 1}))});
        map._renderer.ctx.getImageData(0, 0, 1, 1);"""),
    "simpleheat": ("simpleheat/simpleheat.js", """
        const canvas = document.createElement('canvas'); canvas.width = wide; canvas.height = tall;
        simpleheat(canvas).radius(11, 11).max(50).data(points.map(p => [...p, 1])).draw();
        canvas.getContext('2d').getImageData(0, 0, 1, 1);"""),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clicks", type=int, default=1_000_000)
    count = parser.parse_args().clicks
    page, rng = prepared(count), np.random.default_rng(2)
    sides = [Side(rng.random(PEOPLE)[page.actors] < 0.6, PEOPLE) for _ in range(2)]
    everyone = Side(np.ones(count, bool), PEOPLE)
    x, y = page.anchored.x, page.anchored.y
    ours = {
        "places to a coloured picture": lambda: heat.draw_cells(heat.cells_of(x, y, *PAGE), None, PAGE),
        "kept cells to a coloured picture": lambda: heat.draw_cells(page.cells, None, PAGE),
        "a filter: heat": lambda: heatmaps.heat_of(page, sides[0], 22, is_by_people=False),
        "a filter: heat by people": lambda: heatmaps.heat_of(page, sides[0], 22, is_by_people=True),
        "a filter: heat and elements": lambda: (
            heatmaps.heat_of(page, sides[0], 22, is_by_people=False),
            heatmaps.elements_of(page, sides[0]),
        ),
        "difference of two groups": lambda: heatmaps.difference_heat(page, *sides, 22),
        "elements of everyone": lambda: heatmaps.elements_of(page, everyone),
    }
    print(f"{count:,} clicks, page {PAGE[0]} × {PAGE[1]} px; medians of {ROUNDS}, ms")
    first = 0.0
    for name, asked in ours.items():
        took = median_ms(asked)
        first = first or took
        print(f"  {name:34} {took:10.1f}")
    for name, (library, draw) in PEERS.items():
        took_there = peer_ms(library, draw, count)
        told = "not here" if took_there is None else f"{took_there:10.1f}   {took_there / first:6.0f} × ours"
        print(f"  {name:34} {told}")


def prepared(count: int) -> page_clicks.PageClicks:
    """Clicks of some thousands of people on 200 elements of one page."""
    rng = np.random.default_rng(1)
    rows = np.zeros(count, CLICK)
    rows["at_ms"] = np.arange(count) * 10
    rows["element"] = rng.integers(0, 200, count)
    rows["x"], rows["y"] = np.abs(rng.normal(700, 300, count)), np.abs(rng.normal(2000, 1500, count))
    rows["width"], rows["height"], rows["reaction_ms"] = PAGE[0], 900, 5
    each = count // PEOPLE
    recordings = [
        RecordingColumns(
            f"r{n}", "s", (f"user:{n}",), f"s{n}", 0, 9000, ["/shop"], [(f"#e{k}", f"E{k}") for k in range(200)],
            rows[n * each : (n + 1) * each if n < PEOPLE - 1 else count], np.zeros(0, VISIT),
        )
        for n in range(PEOPLE)
    ]  # fmt: skip
    table = clicks.gather(recordings, np.arange(PEOPLE))
    boxes = {f"#e{k}": (float(k % 10) * 140, float(k // 10) * 250, 130.0, 200.0) for k in range(0, 200, 2)}
    found = page_clicks.prepare(table, page_clicks.rows_on(table, "/shop"), Ground(*PAGE, boxes), {})
    heatmaps.elements_of(found, Side(np.ones(count, bool), PEOPLE))
    return found


def median_ms(asked: Callable[[], object]) -> float:
    """The median time of a call, after one that warms up."""
    asked()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        asked()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def peer_ms(library: str, draw: str, count: int) -> float | None:
    """What a JavaScript library takes for as many clicks in Chromium, by its own clock; None where it is not here."""
    chromium, source = shutil.which("chromium"), DATA / "node_modules" / library
    if chromium is None or not source.exists():
        return None
    text = SCRIPT.format(width=PAGE[0], height=PAGE[1], library=source.as_uri(), count=count, draw=draw)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(text, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=120000", "--dump-dom"]
        words = [chromium, *flags, "--disable-background-networking", f"--user-data-dir={folder}/one", page.as_uri()]
        done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    title = done.stdout.partition("<title>")[2].partition("</title>")[0]
    return float(json.loads(title)) if title else None


if __name__ == "__main__":
    main()
