"""Recordings that are bad, odd or hostile, each built in a few lines; `BAD` has them by what is wrong with them."""

from __future__ import annotations

import json
import zlib
from itertools import count
from typing import TYPE_CHECKING, Any

from convdesk.ingest.lenient_json import write

if TYPE_CHECKING:
    from collections.abc import Callable

    Events = list[dict[str, Any]]

T0 = 1_700_000_000_000
DAY_MS = 86_400_000
HREF = "https://a.test/shop"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def node(node_id: Any, tag: Any = "div", *inside: Any, **attributes: Any) -> dict[str, Any]:
    plain = {name.rstrip("_"): value for name, value in attributes.items()}
    return {"type": 2, "id": node_id, "tagName": tag, "attributes": plain, "childNodes": list(inside)}


def words(node_id: Any, text: Any) -> dict[str, Any]:
    return {"type": 3, "id": node_id, "textContent": text}


def meta(at: float, href: Any = HREF, width: Any = 1000, height: Any = 700) -> dict[str, Any]:
    return {"type": 4, "timestamp": T0 + at, "data": {"href": href, "width": width, "height": height}}


def snapshot(at: float, *body: Any, head: tuple[Any, ...] = (), first: int = 1) -> dict[str, Any]:
    html = node(first + 1, "html", node(first + 2, "head", *head), node(first + 3, "body", *body))
    doctype = {"type": 1, "id": first + 4, "name": "html", "publicId": "", "systemId": ""}
    page = {"type": 0, "id": first, "childNodes": [doctype, html]}
    return {"type": 2, "timestamp": T0 + at, "data": {"node": page, "initialOffset": {"left": 0, "top": 0}}}


def change(at: float, source: Any, **data: Any) -> dict[str, Any]:
    return {"type": 3, "timestamp": T0 + at, "data": {"source": source, **data}}


def mutation(at: float, **changes: Any) -> dict[str, Any]:
    return change(at, 0, **{"adds": [], "removes": [], "texts": [], "attributes": [], **changes})


def added(parent: Any, new: Any, before: Any = None) -> dict[str, Any]:
    return {"parentId": parent, "nextId": before, "node": new}


def click(at: float, node_id: Any = 10, x: Any = 60, y: Any = 70) -> dict[str, Any]:
    return change(at, 2, type=2, id=node_id, x=x, y=y)


def moved(at: float, x: float, y: float) -> dict[str, Any]:
    return change(at, 1, positions=[{"x": x, "y": y, "id": 10, "timeOffset": -20}])


BUTTON = "position:absolute;left:40px;top:50px;width:120px;height:40px;background:#c33"


def button() -> dict[str, Any]:
    return node(10, "button", words(11, "Go on"), id="go", style=BUTTON)


def page(*more: Any, at: float = 1, head: tuple[Any, ...] = ()) -> Events:
    """A page with a button (10) in its body (4)."""
    return [meta(at - 1), snapshot(at, button(), node(12, "p", words(13, "Two of three"), id="note"), *more, head=head)]


def visit(*between: dict[str, Any], more: tuple[Any, ...] = (), head: tuple[Any, ...] = ()) -> Events:
    """A visit of four seconds, with something in the middle of it; the last change is a text that can be seen."""
    return [
        *page(*more, head=head), moved(500, 50, 60), click(1_000), *between, click(3_000),
        mutation(3_500, texts=[{"id": 13, "value": "Three of three"}]), moved(4_000, 300, 300),
    ]  # fmt: skip


def timed(change_of: Callable[[float], Any]) -> Events:
    return [{**event, "timestamp": change_of(event["timestamp"])} for event in visit()]


def no_snapshot() -> Events:
    return [event for event in visit() if event["type"] != 2]


def late_snapshot() -> Events:
    return [moved(0, 1, 1), click(500, 99), mutation(900, removes=[{"parentId": 4, "id": 10}]), *page(at=20_000),
            click(21_000)]  # fmt: skip


def only_meta() -> Events:
    return [meta(0), meta(2_000, HREF + "/2")]


def one_event() -> Events:
    return page()[1:]


def no_duration() -> Events:
    return [{**event, "timestamp": T0} for event in visit()]


def unordered() -> Events:
    events = visit(mutation(2_000, adds=[added(4, node(20, "p", words(21, "new")))]))
    return [events[place] for place in (5, 0, 3, 1, 7, 2, 6, 4)]


def strange_times() -> Events:
    events = visit()
    for event, at in zip(events[2:], (float("nan"), "soon", -5, None, 1e300), strict=False):
        event["timestamp"] = at
    return events


def far_future() -> Events:
    return [*visit(), {**click(0), "timestamp": 253_402_300_799_999}]


def long_gap() -> Events:
    return [*visit(), *({**event, "timestamp": event["timestamp"] + 30 * DAY_MS} for event in visit()[2:])]


def same_ids() -> Events:
    return visit(mutation(2_000, adds=[added(4, node(10, "button", words(13, "Again")))]), more=(node(10), node(12)))


def unknown_ids() -> Events:
    lost = [{"id": 900, "parentId": 901}, {"id": 4, "parentId": 77}]
    return visit(
        mutation(1_500, removes=lost[:1], texts=[{"id": 902, "value": "x"}], attributes=[{"id": 903, "attributes": {}}]),
        mutation(1_600, adds=[added(904, node(905)), added(4, node(906, "p"), before=908)]),
        mutation(1_700, removes=[{"id": "ten", "parentId": None}, {}], texts=[{}], attributes=[{}], adds=[{}]),
        change(1_800, 3, id=990, x=0, y=50), change(1_900, 5, id=12, text="typed", isChecked="nonsense"),
        change(1_950, 5, id=991, text=None, isChecked=7), change(2_000, 4, width=900, height=600),
    )  # fmt: skip


def no_root() -> Events:
    return visit(
        mutation(1_500, removes=[{"parentId": 1, "id": 2}]), mutation(1_600, removes=[{"parentId": 1, "id": 1}])
    )


def circle() -> Events:
    adds = [added(20, node(21)), added(21, node(20)), added(22, node(22)), added(23, node(24), before=24)]
    return visit(mutation(1_500, adds=adds), mutation(1_600, adds=[added(10, node(4)), added(12, node(2))]))


def waiting_adds() -> Events:
    """Twenty thousand additions, none of whose parents ever comes."""
    return visit(mutation(1_500, adds=[added(50_000 + n, node(100 + n, "i")) for n in range(20_000)]))


def deep(levels: int = 5_000) -> Events:
    inner = node(100, "b", words(99, "deep"))
    for n in range(levels):
        inner = node(101 + n, "div", inner)
    return visit(more=(inner,))


def many_nodes(nodes: int = 300_000) -> Events:
    rows = [node(100 + n, "p", words(100 + nodes + n, "row"), class_="row") for n in range(nodes // 2)]
    return visit(more=tuple(rows))


def tall() -> Events:
    return [*visit(more=(node(30, style="height:100000px"),)), change(4_500, 3, id=1, x=0, y=98_000),
            click(4_600, 30, 100, 300), moved(5_000, 2, 2)]  # fmt: skip


def absurd_windows() -> Events:
    sizes = [(0, 0), (-1, -1), (float("nan"), 5), (1_000_000_000, 1_000_000_000), ("wide", None), (30_000, 20)]
    resized = [change(1_100 + 100 * n, 4, width=w, height=h) for n, (w, h) in enumerate(sizes)]
    return [meta(0, HREF, -1, float("inf")), *visit(*resized, meta(2_000, None, {}, [])), meta(4_100, HREF, 10**9, 1)]


def missing_files() -> Events:
    head = (
        node(30, "link", rel="stylesheet", href="https://a.test/gone.css"),
        node(31, "style", words(32, "@import url(https://a.test/x.css); @font-face {font-family: X; src: url(https://a"
                        ".test/x.woff2)} body {font-family: X; background: url(https://a.test/b.png)}")),
    )  # fmt: skip
    broken = "data:image/png;base64,iVBORw0KGgo!!!!"
    images = (node(40, "img", src="https://a.test/1.png"), node(41, "img", src=broken), node(42, "img", src="data:"),
              node(43, "img", src=DOT, srcset="https://a.test/2.png 2x"), node(44, "video", src="blob:gone"))  # fmt: skip
    return visit(more=images, head=head)


def invalid_styles() -> Events:
    css = "}}}} a { color: ; } @media (((( { @supports { :is(:is( { x: y } *:not( {} /* never ends " + "{" * 3_000
    return visit(
        change(1_500, 8, id=31, adds=[{"rule": "}{", "index": 9}], removes=[{"index": 400}, {"index": [0, 9]}]),
        change(1_600, 13, id=31, index=[5, 5], set={"property": "color", "value": None}),
        change(1_700, 8, id=777, replace="a{"), change(1_800, 15, id=777, styleIds=[1], styles="no list"),
        mutation(1_900, attributes=[{"id": 10, "attributes": {"style": {"left": False, "color": ["red"], "": 1}}},
                                    {"id": 12, "attributes": {"style": 17, "class": {}, "id": None}}]),
        head=(node(31, "style", words(32, css)), node(33, "style", _cssText=css), node(34, "style", rel=5)),
    )  # fmt: skip


def odd_letters() -> Events:
    said = "half \ud83d, nothing \x00, back \u202e, long " + "\u0301" * 5_000
    return visit(mutation(1_500, texts=[{"id": 13, "value": said}, {"id": 11, "value": 5}]), more=(words(30, said),
                 node(31, "p", words(32, None), title="\ud800\x00")))  # fmt: skip


def unknown_kinds() -> Events:
    kinds = [{"type": kind, "id": 30 + n, "childNodes": [{}]} for n, kind in enumerate((9, -1, "two", None, 4, 5))]
    strange = [
        {"type": 9, "timestamp": T0 + 1_200, "data": {}}, {"type": 7, "timestamp": T0 + 1_300, "data": {"url": 5}},
        {"type": 6, "timestamp": T0 + 1_400, "data": {"plugin": "rrweb/console@1", "payload": {"payload": ["x"]}}},
        {"type": 6, "timestamp": T0 + 1_410, "data": {"plugin": "own", "payload": None}},
        {"type": 5, "timestamp": T0 + 1_420, "data": {"tag": 7, "payload": "none"}},
        *(change(1_500 + n, source) for n, source in enumerate((99, -1, "0", None, 1.5, [], 16, 17))),
        *(change(1_600 + source, source) for source in range(16)),
    ]  # fmt: skip
    return visit(*strange, more=tuple(kinds))


def strange_clicks() -> Events:
    places = [(float("nan"), 5), (None, None), (-500, -500), (10**12, 3), ("4", [5]), (99_999, 99_999), (5_000_000, 0)]
    clicks = [click(1_100 + 100 * n, (10, 999, None, "ten")[n % 4], *place) for n, place in enumerate(places)]
    far = [{"x": 1e9, "y": -1e9, "id": 4, "timeOffset": -1e12}, {"x": 1, "y": 1, "timeOffset": None}, 5, {}]
    return visit(*clicks, change(2_500, 2, type=2), change(2_600, 1, positions=far), change(2_700, 1, positions="none"))


def canvas() -> Events:
    drawn = [{"property": "fillRect", "args": [0, 0, 10, 10]}, {"property": "nothing", "args": "none"}, {}]
    return visit(
        change(1_500, 9, id=30, type=0, commands=drawn), change(1_600, 9, id=30, type=1, commands=drawn),
        change(1_700, 9, id=888, type=7, property="x", args=[{"rr_type": "ArrayBuffer", "base64": "!"}]),
        more=(node(30, "canvas", width="300", height="200", rr_dataURL="data:image/png;base64,xx"),),
    )  # fmt: skip


def frames() -> Events:
    document = {"type": 0, "id": 50, "childNodes": [node(51, "html", node(52, "body", node(53, "button"), id="in"))]}
    root = {**node(61, "b", words(62, "in the shadow")), "isShadow": True}
    host = {**node(60, "x-card", root), "isShadowHost": True}
    return visit(
        mutation(1_500, adds=[added(999, document)], isAttachIframe=True), click(1_600, 53),
        mutation(1_700, adds=[added(31, {**document, "id": 70, "childNodes": 5})], isAttachIframe=True),
        mutation(1_800, adds=[added(60, {**node(63), "isShadow": True}), added(10, {**node(64), "isShadow": True})]),
        click(1_900, 61), change(2_000, 16, id=60, definitions=[{"name": "x"}]),
        more=(node(30, "iframe", src="https://b.test/"), node(31, "iframe", rr_src="https://b.test/"), host,
              node(33, "frameset", node(34, "frame"))),
    )  # fmt: skip


def strange_names() -> Events:
    tags = [
        "<b>",
        "x-",
        "-x",
        "1",
        "",
        "a b",
        "ü-ö",
        None,
        5,
        [],
        "svg:rect",
        "xml",
        "\x00",
        "SCRIPT",
        "x-" + "y" * 50_000,
    ]
    nodes = [node(30 + n, tag, words(100 + n, f"tag {n}")) for n, tag in enumerate(tags)]
    names = {
        "<": "1",
        "": "2",
        "onload": "alert(1)",
        "xlink:href": "#a",
        "a b": "3",
        "\x00": "4",
        "=": "5",
        "x": [],
        "y": {},
    }
    drawing = {**node(60, "svg", {**node(61, "use"), "isSVG": True, "attributes": dict(names)}), "isSVG": True}
    changed = [
        {"id": 10, "attributes": dict(names)},
        {"id": 12, "attributes": None},
        {"id": 11, "attributes": {"a": 1}},
    ]
    return visit(mutation(1_500, attributes=changed), more=(*nodes, node(59, "p", **dict(names)), drawing))


def huge_attribute(length: int = 20_000_000) -> Events:
    return visit(mutation(1_500, attributes=[{"id": 12, "attributes": {"title": "x" * length}}]))


def many_snapshots(times: int = 1_000) -> Events:
    rows = [node(100 + n, "p", words(400 + n, f"row {n}")) for n in range(200)]
    return [
        event
        for n in range(times)
        for event in (meta(n * 50), snapshot(n * 50 + 1, button(), *rows), click(n * 50 + 9))
    ]


def two_tabs() -> Events:
    """Two tabs that say so, turn by turn."""
    other = [meta(2, HREF + "/other"), snapshot(3, node(10, "a", words(11, "Other")), first=1), click(2_500, 10)]
    named = [{**event, "windowId": tab} for tab, events in (("a", visit()), ("b", other)) for event in events]
    return sorted(named, key=lambda event: event["timestamp"])


def two_tabs_unsaid(turns: int = 60) -> Events:
    """Two tabs that do not say so: snapshots of two pages turn by turn, and changes of both in between."""
    pages = ([button()], [node(20, "a", words(21, "Other"), id="other")])
    at = count(0, 40)
    events: Events = []
    for turn in range(turns):
        which = turn % 2
        events += [meta(next(at), f"{HREF}/{which}"), snapshot(next(at), *pages[which]), click(next(at), (10, 20)[which]),
                   mutation(next(at), texts=[{"id": 21, "value": f"turn {turn}"}, {"id": 11, "value": f"{turn}"}])]  # fmt: skip
    return events


def a_storm() -> Events:
    """Ninety thousand changes within four seconds, half of which cannot be made."""
    storm = [
        mutation(1_000 + n / 30, removes=[{"parentId": 4, "id": 1_000 + n}],
                 adds=[added(4 if n % 2 else 5_000_000, node(1_001 + n, "i"))],
                 attributes=[{"id": 12, "attributes": {"class": f"c{n}"}}])
        for n in range(30_000)
    ]  # fmt: skip
    return visit(*storm)


def as_file(events: Events) -> bytes:
    try:
        return json.dumps(events).encode()
    except RecursionError:
        return write(events)


def packed() -> bytes:
    marked = [{**event, "v": "v1"} for event in visit()]
    texts = [zlib.compress(json.dumps(event).encode()).decode("latin-1") for event in marked]
    return json.dumps([*texts, texts[-1][:-9], "x\x9cnothing"]).encode()


def cut_fields() -> bytes:
    """PostHog's zipped fields, two of them cut short."""
    events: Events = []
    for n, event in enumerate(visit()):
        whole = zlib.compress(json.dumps(event["data"]).encode()).decode("latin-1")
        events.append({**event, "cv": "2024-10", "data": whole[:-7] if n in {3, 4} else whole})
    return json.dumps({"version": "2023-04-28", "data": {"id": "s", "snapshots": events}}).encode()


def cut_lines() -> bytes:
    return b"\n".join(json.dumps(event).encode() for event in visit())[:-40]


PLAIN: dict[str, Callable[[], Events]] = {
    "no full snapshot": no_snapshot, "full snapshot late": late_snapshot, "only meta": only_meta,
    "one event": one_event, "no duration": no_duration, "unordered": unordered,
    "times in seconds": lambda: timed(lambda at: at / 1000), "times in µs": lambda: timed(lambda at: at * 1000),
    "strange times": strange_times, "far future": far_future, "a gap of 30 days": long_gap, "same ids": same_ids,
    "unknown ids": unknown_ids, "root removed": no_root, "circle": circle, "waiting adds": waiting_adds,
    "5,000 levels": deep, "300,000 nodes": many_nodes, "100,000 px": tall, "absurd windows": absurd_windows,
    "missing files": missing_files, "invalid styles": invalid_styles, "odd letters": odd_letters,
    "unknown kinds": unknown_kinds, "strange clicks": strange_clicks, "canvas": canvas, "frames": frames,
    "strange names": strange_names, "20 MB attribute": huge_attribute, "1,000 snapshots": many_snapshots,
    "two tabs": two_tabs, "two tabs unsaid": two_tabs_unsaid, "a storm": a_storm,
}  # fmt: skip
BAD: dict[str, Callable[[], bytes]] = {
    **{name: (lambda build=build: as_file(build())) for name, build in PLAIN.items()},  # type: ignore[misc]
    "packed, some cut": packed, "cut fields": cut_fields, "cut lines": cut_lines,
}  # fmt: skip
