"""Pictures pages of the sample study in a process of its own, as the app does, and prints what was found, as JSON.

`python photograph.py FOLDER`: the pictures are written there. Of each page: its size, the share of clicks that lie in
their element, and how much of it is like Chromium's own picture of the site (None where Chromium is not here).
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage

from convdesk import places
from convdesk.desk.app import application
from convdesk.desk.screens.heatmap.reading import Pictures
from convdesk.desk.screens.heatmap.study_questions import StudyQuestions
from convdesk.desk.web import door
from convdesk.desk.web.orders import Order, Taken
from convdesk.model.heatmap import HeatSpec
from convdesk.model.page import Bucket
from convdesk.model.progress import Progress
from convdesk.operations import demo, heatmaps, page_shots
from convdesk.operations.imports import import_files
from convdesk.operations.studies import create_study

if TYPE_CHECKING:
    from convdesk.operations.study import Study

PAGES = {
    "/": "landing", "/sign-up": "sign-up", "/verify-email": "verify-email", "/profile": "profile",
    "/connect-data": "connect-data", "/first-report": "first-report",
}  # fmt: skip
CLOSE = 32
SOON_MS = 600
TOO_LONG_MS = 60_000


def main(folder: Path) -> None:
    application()
    study = demo.build_sample(folder)
    found: dict[str, Any] = {"clicks": 0, "in_element": 0, "pages": {}, "tall": tall_page(), "framed": framed_page()}
    asked = StudyQuestions(study, Pictures())
    for page in PAGES:
        for bucket in (Bucket.DESKTOP, Bucket.PHONE):
            rebuild(asked, page, bucket)
            placed = heatmaps.heatmap(study, HeatSpec(page, bucket=bucket)).placed
            found["clicks"] += placed.total
            found["in_element"] += placed.in_element
    for page in ("/", "/sign-up", "/profile", "/connect-data"):
        found["pages"][page] = compared(asked, study, page, folder)
    found["list"] = scrolled_list(folder)
    study.close()
    sys.stdout.write(json.dumps(found))


def rebuild(asked: StudyQuestions, page: str, bucket: Bucket) -> None:
    """As the screen does it: the picture, then what is missing on it."""
    shot = asked.shot(page, bucket, Progress())
    taken, tried = photographed(shot.order), set()
    while missing := tuple(one for one in shot.order.selectors if one not in taken.boxes and one not in tried):
        more = asked.more_of(shot.plan, missing, Progress())
        if more is None:
            break
        tried.add(more.order.selectors[0])
        taken = taken.with_more(photographed(more.order))
    asked.keep_shot(shot.plan, taken)


def compared(asked: StudyQuestions, study: Study, page: str, folder: Path) -> dict[str, Any]:
    """A page just after it was opened, next to Chromium's own picture of the site."""
    table = study.loaded().clicks
    own = [n for n, visit in enumerate(table.visits) if table.pages[visit["page"]] == page and visit["width"] == 1440]
    recording = table.recording_ids[table.visit_recording[own[0]]]
    plan = page_shots.plan_shot_at(study, recording, int(table.visits["at_ms"][own[0]]) + SOON_MS)
    order = asked._planned(plan, Progress(), is_picture=True).order
    began = time.perf_counter()
    taken = photographed(order)
    took_s = time.perf_counter() - began
    rebuilt = folder / f"{PAGES[page]}.png"
    taken.image.save(str(rebuilt))
    return {"size": [taken.width, taken.height], "took_s": took_s, "like": likeness(rebuilt, taken, folder)}


def likeness(rebuilt: Path, taken: Taken, folder: Path) -> float | None:
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    shown, shot = site(folder) / f"{rebuilt.stem}.html", rebuilt.with_suffix(".chromium.png")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking",
             "--virtual-time-budget=3000", f"--user-data-dir={folder / 'profile'}"]  # fmt: skip
    window = f"--window-size={taken.width},{taken.height}"
    subprocess.run([chromium, *flags, window, f"--screenshot={shot}", shown.as_uri()], capture_output=True, check=True)
    one, other = (np.asarray(Image.open(file).convert("RGB")).astype(int) for file in (rebuilt, shot))
    return float((np.abs(one - other).max(axis=2) <= CLOSE).mean()) if one.shape == other.shape else 0.0


def site(folder: Path) -> Path:
    """The made-up site, so that it can be opened as files."""
    copied = folder / "site"
    if not copied.exists():
        shutil.copytree(places.folder("sample_sessions") / "making" / "site", copied)
        for page in copied.glob("*.html"):
            text = page.read_text(encoding="utf-8")
            page.write_text(text.replace('"/style.css"', '"style.css"').replace('"/app.js"', '"app.js"'), "utf-8")
    return copied


def tall_page() -> dict[str, Any]:
    """A page of 100,000 px whose every strip says its place by its colour, and one wider than it is tall."""
    strips = [element(10 + n, f"height:1000px;background:rgb({n},{255 - n},{(n * 7) % 256})") for n in range(100)]
    taken = photographed(Order(tape(strips), 10.0, ((700, 500),), ("body > div:nth-of-type(3)",)))
    image = taken.image
    assert isinstance(image, QImage)
    wrong = [
        top
        for top in range(0, taken.height, 250)
        if (image.pixelColor(5, top).red(), image.pixelColor(5, top).green()) != (top // 1000, 255 - top // 1000)
    ]
    return {"height": taken.height, "page_height": taken.page_height, "wrong": wrong,
            "box": taken.boxes["body > div:nth-of-type(3)"],
            "narrow": taken.layouts[700][1]["body > div:nth-of-type(3)"]}  # fmt: skip


def framed_page() -> dict[str, Any]:
    """A button in a frame that is scrolled, one in a shadow root, and one at the end of an inner scroller."""
    inner = element(22, "margin:0", tag="body", children=[
        element(23, "height:700px"), element(24, "position:absolute;left:20px;top:500px;width:80px;height:30px"),
    ])  # fmt: skip
    frame = {"type": 0, "id": 20, "childNodes": [{"type": 2, "id": 21, "tagName": "html", "attributes": {},
             "childNodes": [inner], "rootId": 20}]}  # fmt: skip
    shadow = {**element(31, "position:absolute;left:5px;top:6px;width:70px;height:20px"), "isShadow": True}
    host = {**element(30, "position:absolute;left:600px;top:100px;width:200px;height:100px", children=[shadow]),
            "isShadowHost": True}  # fmt: skip
    holder = element(40, "position:absolute;left:100px;top:300px;width:320px;height:240px;border:2px solid;box-sizing:"
                         "border-box", tag="iframe")  # fmt: skip
    more = [
        {"type": 3, "timestamp": 1002, "data": {"source": 0, "adds": [{"parentId": 40, "nextId": None, "node": frame}],
         "removes": [], "texts": [], "attributes": [], "isAttachIframe": True}},
        {"type": 3, "timestamp": 1050, "data": {"source": 3, "id": 20, "x": 0, "y": 400}},
    ]  # fmt: skip
    wanted = (
        "body > iframe:nth-of-type(1)", "body > iframe:nth-of-type(1) ||| html > body > div:nth-of-type(2)",
        "body > div:nth-of-type(1) >>> div:nth-of-type(1)", "#gone", "not a [selector",
    )  # fmt: skip
    taken = photographed(Order(tape([host, holder], more), 90.0, ((1200, 800),), wanted, is_picture=False))
    return {"here": [taken.boxes.get(one) for one in wanted], "laid_out": taken.layouts[1200][1].get(wanted[1])}


LIST = "position:absolute;left:100px;top:50px;width:300px;height:200px;overflow:auto"
ROW = "height:40px;width:280px"


def scrolled_list(folder: Path) -> dict[str, Any]:
    """A list of 100 rows of 40 px under a head of 20 px that stays, clicked in its middle at 170 px of the page.

    Scrolled to five places; the picture is of the last of them. By row: its clicks, and where they came to lie.
    """
    listed = [element(99, "position:sticky;top:0;height:20px"), *(element(100 + n, ROW) for n in range(100))]
    events = json.loads(tape([element(50, LIST, children=listed)]))["events"][:2]
    for n, top in enumerate((0, 400, 420, 3000, 410)):
        scrolled = {"source": 3, "id": 50, "x": 0, "y": top}
        row = {"source": 2, "type": 2, "id": 100 + (top + 100) // 40, "x": 200, "y": 170}
        head = {"source": 2, "type": 2, "id": 99, "x": 200, "y": 60}
        for later, data in enumerate((scrolled, row, head)):
            events.append({"type": 3, "timestamp": 10_000 * (n + 1) + 400 * later, "data": data})
    for event in events:
        event["timestamp"] += 1_700_000_000_000
    path = folder / "list.json"
    path.write_text(json.dumps({"session_id": "s-1", "user_id": "u-1", "events": events}), "utf-8")
    study = create_study(folder / "list.convdesk", "List")
    try:
        import_files(study, [path])
        rebuild(StudyQuestions(study, Pictures()), "/", Bucket.DESKTOP)
        found = heatmaps.heatmap(study, HeatSpec("/", bucket=Bucket.DESKTOP))
        rows = {one.selector.rpartition("(")[2].rstrip(")"): (one.clicks, one.at) for one in found.elements}
        return {"rows": rows, "placed": dataclasses.asdict(found.placed)}
    finally:
        study.close()


def element(node_id: int, style: str, tag: str = "div", children: list[Any] | None = None) -> dict[str, Any]:
    return {"type": 2, "id": node_id, "tagName": tag, "attributes": {"style": style}, "childNodes": children or []}


def tape(children: list[dict[str, Any]], more: list[dict[str, Any]] | None = None) -> bytes:
    """A piece of a recording that shows a page with these in its body."""
    body = {"type": 2, "id": 3, "tagName": "body", "attributes": {"style": "margin:0"}, "childNodes": children}
    html = {"type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": [body]}
    node = {"type": 0, "id": 1, "childNodes": [html]}
    events = [
        {"type": 4, "timestamp": 1000, "data": {"href": "https://a.test/", "width": 1200, "height": 800}},
        {"type": 2, "timestamp": 1001, "data": {"node": node, "initialOffset": {"left": 0, "top": 0}}},
        *(more or []),
        {"type": 3, "timestamp": 1100, "data": {"source": 3, "id": 1, "x": 0, "y": 400}},
    ]
    return json.dumps({"events": events, "first_ms": 0, "idle": []}).encode()


def photographed(order: Order) -> Taken:
    loop, got = QEventLoop(), []
    QTimer.singleShot(TOO_LONG_MS, loop.quit)
    camera = door.open_camera(order, got.append, got.append)
    for signal in ("_done", "_failed"):
        told = getattr(camera, signal)
        setattr(camera, signal, lambda answer, told=told: (told(answer), loop.quit()))
    camera.take()
    loop.exec()
    assert got, "nothing came back in time"
    assert isinstance(got[0], Taken), got[0]
    return got[0]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
