"""Seeks in made-up recordings in a process of its own: pages by way of keyframes next to those played from the start.

`python seeking.py FIRST LAST [wrongly]`: the seeds. Prints, as JSON, in what the two pages of each differ; `wrongly`:
with pages on which nothing is typed, styled or written, to see that it would be found.
"""

from __future__ import annotations

import json
import sys
from random import Random
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QTimer

from convdesk.analyse import tape_pieces
from convdesk.analyse.tape import read_tape
from convdesk.analyse.tape_page import Page
from convdesk.analyse.tape_pieces import Pieces
from convdesk.analyse.tape_traces import Traces
from convdesk.desk.app import application
from convdesk.desk.web.door import open_replay_view
from convdesk.desk.web.view import OURS
from recorder import START, STEP_MS, Recorder

if TYPE_CHECKING:
    from convdesk.desk.web.view import ReplayView

CHANGES, ALL, LEAD_MS = 160, 1 << 30, 0
TOO_LONG_MS, SETTLED_MS = 30_000, 40
SEEN = """
(() => {
  const mirror = convdesk.player.replayer.getMirror(), lines = [];
  const rules = sheet => sheet ? [...sheet.cssRules].map(rule => rule.cssText) : null;
  function look(node, way) {
    const sn = mirror.getMeta(node), style = node.style ? [...node.style].map(one => [one, node.style.getPropertyValue(one), node.style.getPropertyPriority(one)]).sort() : [];
    const named = node.attributes ? [...node.attributes].filter(one => one.name !== 'style').map(one => [one.name, one.value]).sort() : [];
    const told = [way, sn && sn.id > 0 ? sn.id : null, node.nodeName, named, style];
    if (node.nodeType === 3 || node.nodeType === 8) told.push(node.textContent);
    if (['INPUT', 'TEXTAREA', 'SELECT'].includes(node.nodeName)) told.push(node.value, node.checked);
    if (node.nodeType === 1) told.push(node.scrollTop, node.scrollLeft);
    if (node.nodeName === 'STYLE') told.push(rules(node.sheet));
    if (node.nodeType === 9) told.push(node.defaultView.scrollY, way ? 0 : node.defaultView.innerWidth);
    const root = node.shadowRoot || (node.nodeType === 9 ? node : null);
    if (root) told.push([...root.adoptedStyleSheets].map(rules));
    lines.push(told);
    if (node.shadowRoot) for (const child of node.shadowRoot.childNodes) look(child, way + '#');
    if (node.nodeName === 'IFRAME' && mirror.getId(node.contentDocument) > 0) look(node.contentDocument, way + '@');
    for (const child of node.childNodes) look(child, way + '/');
  }
  look(convdesk.player.document, '');
  return JSON.stringify(lines);
})()
"""


def main(first: int, last: int) -> None:
    application()
    view = open_replay_view(None)
    view.resize(900, 700)
    view.show()
    tape_pieces.LEAD_MS = LEAD_MS
    found = {"pages": 0, "nodes": 0, "differ": {}}
    for seed in range(first, last):
        made = Recorder(Random(seed))
        data = json.dumps(made.record(CHANGES)).encode()
        for share in (0.4, 1.0):
            at_ms = int((made.at_ms - START - STEP_MS) * share)
            whole, folded = seen(view, data, at_ms, ALL), seen(view, data, at_ms, 8)
            found["pages"] += 1
            found["nodes"] += len(whole)
            found["differ"] |= {f"{seed} at {at_ms}": differing(whole, folded)} if whole != folded else {}
    view.close()
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()


def seen(view: ReplayView, data: bytes, at_ms: int, most_events: int) -> list[Any]:
    """The page of a moment, of a piece that is cut when it has more events."""
    tape_pieces.MOST_EVENTS = most_events
    pieces = Pieces(read_tape(data))
    pieces.lines.keyframes._every = 25
    list(pieces.prepare())
    content = pieces.at(at_ms).content
    waited(lambda done: view.open_piece(content, done, done))
    if most_events == ALL:
        view.page().runJavaScript("convdesk.player.replayer.setConfig({useVirtualDom: false})", OURS)
    waited(lambda done: view.ask("seek", at_ms, done=done, failed=done))
    waited(lambda done: QTimer.singleShot(SETTLED_MS, lambda: done(None)))
    made: list[Any] = json.loads(waited(lambda done: view.page().runJavaScript(SEEN, OURS, done)))
    return made


def differing(one: list[Any], other: list[Any]) -> list[Any]:
    return [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]][:3] or [len(one), len(other)]


def waited(start: Any) -> Any:
    loop, answers = QEventLoop(), []

    def done(answer: Any) -> None:
        answers.append(answer)
        loop.quit()

    QTimer.singleShot(TOO_LONG_MS, loop.quit)
    start(done)
    if not answers:
        loop.exec()
    return answers[0]


def make_wrongly() -> None:
    Page._write = Page._restyle = lambda *_: None  # type: ignore[method-assign]
    Traces.take = lambda *_: None  # type: ignore[method-assign]


if __name__ == "__main__":
    if "wrongly" in sys.argv:
        make_wrongly()
    main(int(sys.argv[1]), int(sys.argv[2]))
