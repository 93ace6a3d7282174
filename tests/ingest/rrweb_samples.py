"""Small recordings, built event by event."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.rrweb import READER
from convdesk.model.mapping import Mapping
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from convdesk.ingest.reader import Reading

T0 = 1_700_000_000_000


def element(node_id: int, tag: str, *children: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    plain = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return {"type": 2, "id": node_id, "tagName": tag, "attributes": plain, "childNodes": list(children)}


def written(node_id: int, text: str) -> dict[str, Any]:
    return {"type": 3, "id": node_id, "textContent": text}


def meta(at: int, href: str = "https://a.test/", width: int = 1200, height: int = 800) -> dict[str, Any]:
    return {"type": 4, "timestamp": T0 + at, "data": {"href": href, "width": width, "height": height}}


def snapshot(at: int, *body: dict[str, Any], top: float = 0) -> dict[str, Any]:
    page = element(2, "html", element(3, "body", *body))
    node = {"type": 0, "id": 1, "childNodes": [page]}
    return {"type": 2, "timestamp": T0 + at, "data": {"node": node, "initialOffset": {"left": 0, "top": top}}}


def step(at: int, source: int, **data: Any) -> dict[str, Any]:
    return {"type": 3, "timestamp": T0 + at, "data": {"source": source, **data}}


def mouse(at: int, kind: int, node_id: int, **data: Any) -> dict[str, Any]:
    return step(at, 2, type=kind, id=node_id, **data)


def click(at: int, node_id: int, x: float = 10, y: float = 20) -> dict[str, Any]:
    return mouse(at, 2, node_id, x=x, y=y)


def mutation(at: int, **changes: Any) -> dict[str, Any]:
    return step(at, 0, **{"adds": [], "removes": [], "texts": [], "attributes": [], **changes})


def custom(at: int, tag: str, **payload: Any) -> dict[str, Any]:
    return {"type": 5, "timestamp": T0 + at, "data": {"tag": tag, "payload": payload}}


def session_of(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """The events after a page and with an owner."""
    return [meta(0), custom(1, "identify", user_id="u1", session_id="s1"), *events]


@contextmanager
def reading(folder: Path, content: Any, name: str = "tape.json", **choices: Any) -> Iterator[Reading]:
    """What the reader makes of events (or of bytes)."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    options = choices.pop("options", {})
    with READER.read(path, Mapping("rrweb", options=options), silent(), Terms(**choices)) as result:
        yield result


def recording(folder: Path, *events: dict[str, Any], **choices: Any) -> Any:
    """The one recording of some events."""
    with reading(folder, list(events), **choices) as result:
        return result.recordings[0]


def clicked(folder: Path, *events: dict[str, Any]) -> list[tuple[str, str]]:
    """Selector and label of every click."""
    tape = recording(folder, *events)
    return [tape.elements[row["element"]] for row in tape.clicks]
