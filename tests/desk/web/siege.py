"""Plays the hostile recording in a process of its own and prints what got through, as JSON.

`python siege.py locked`: as the app shows recordings. `open`: every lock taken off and rrweb's unsafe switch on, to
show that this would see what gets through. `policy`, `interceptor`, `resolver`: all off but that one.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hostile import LASTS_MS, Hostile
from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convdesk.desk.web import door

KINDS = {".html": "text/html", ".js": "text/javascript"}
SECRET = "the secret in a file"


class Counting(ThreadingHTTPServer):
    """A server on the loopback that counts who comes, and answers with what does harm."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.requests: list[str] = []
        self.connections = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()


class Answering(BaseHTTPRequestHandler):
    """Says yes to everything."""

    server: Counting

    def do_GET(self) -> None:
        name = self.path.strip("/")
        self.server.requests.append(name)
        self.send_response(200)
        self.send_header("content-type", KINDS.get(Path(name).suffix, "image/png"))
        self.send_header("access-control-allow-origin", "*")
        self.end_headers()
        if name.endswith((".html", ".js")):
            script = (
                "try{top.document.documentElement.dataset.ran+=' fetched'}catch(e){};new Image().src='/script-fetched'"
            )
            self.wfile.write((f"<script>{script}</script>" if name.endswith("html") else script).encode())

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Quiet."""


def wait(start: Any, at_most_ms: int = 8000) -> Any:
    """Until `start`'s callback is called; what it was called with."""
    loop, heard = QEventLoop(), []
    start(lambda *values: (heard.append(values), loop.quit()))
    QTimer.singleShot(at_most_ms, loop.quit)
    loop.exec()
    return heard[0][0] if heard and heard[0] else None


def rest(for_ms: int) -> None:
    wait(lambda done: QTimer.singleShot(for_ms, done))


class Siege:
    """One run against one view."""

    def __init__(self, view: Any, hostile: Hostile) -> None:
        self.view, self.hostile = view, hostile

    def run(self) -> None:
        view = self.view
        view.resize(900, 700)
        view.show()
        piece = json.dumps({"events": self.hostile.events(), "first_ms": 0, "idle": []}).encode()
        self.opened = wait(lambda done: view.open_piece(piece, done, done))
        view.ask("play", 0)
        wait(lambda done: view.heard.connect(lambda name, _: done() if name == "ended" else None), LASTS_MS + 3000)
        self.ours("convdesk.player.replayer.enableInteract()")
        for name in ("to-script", "to-window", "to-file", "to-mail", "to-form", "to-top"):
            self.click(name)
        rest(500)

    def click(self, name: str) -> None:
        """As a researcher would who clicks into the page."""
        found = self.ours(
            "(() => {const e = convdesk.player.document && convdesk.player.document.getElementById('NAME');"
            "if (!e) return ''; e.scrollIntoView(); const r = e.getBoundingClientRect(), "
            "f = convdesk.player.replayer.iframe.getBoundingClientRect(), "
            "s = f.width / convdesk.player.replayer.iframe.clientWidth;"
            "return JSON.stringify([f.left + (r.left + 8) * s, f.top + (r.top + r.height / 2) * s])})()".replace(
                "NAME", name
            )
        )
        if found:
            x, y = json.loads(found)
            target = self.view.focusProxy() or self.view
            QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(int(x), int(y)))
            rest(250)

    def ours(self, code: str) -> Any:
        from convdesk.desk.web.view import OURS

        return wait(lambda done: self.view.page().runJavaScript(code, OURS, done), 3000)

    def theirs(self, code: str) -> Any:
        """What a script in the recorded page's own world would get."""
        return wait(lambda done: self.view.page().runJavaScript(code, 0, done), 3000)


def open_view(kept: str) -> Any:
    """The same view with every lock taken off but the one named: `policy`, `interceptor`, `resolver`, or none."""
    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

    from convdesk.desk.web import engine
    from convdesk.desk.web.lock import Interceptor
    from convdesk.desk.web.shelf import POLICY, Shelf
    from convdesk.desk.web.view import ReplayView

    engine.FLAGS = engine.FLAGS if kept == "resolver" else ()

    class Page(QWebEnginePage):
        def createWindow(self, _: object) -> Any:
            WINDOWS.append("window")

    class Open(ReplayView):
        def make_shelf(self) -> Shelf:
            return Shelf(self, policy=POLICY if kept == "policy" else "")

        def make_profile(self, shelf: Shelf) -> Any:
            engine.make_ready()
            profile = QWebEngineProfile(QCoreApplication.instance())
            profile.installUrlSchemeHandler(engine.SCHEME, shelf)
            if kept == "interceptor":
                self.held = Interceptor()
                profile.setUrlRequestInterceptor(self.held)
            return profile

        def make_page(self, profile: Any) -> Any:
            return Page(profile, self)

        def source_of(self, scripts: tuple[str, ...]) -> str:
            return super().source_of(scripts).replace("UNSAFE_replayCanvas: false", "UNSAFE_replayCanvas: true")

    return Open()


WINDOWS: list[str] = []


def main(mode: str) -> None:
    door.allow_web_views()
    app = QApplication(sys.argv[:1])
    app.clipboard().setText("before")
    server = Counting()
    with TemporaryDirectory() as folder:
        secret = Path(folder) / "secret.html"
        secret.write_text(SECRET, encoding="utf-8")
        siege = Siege(
            door.open_replay_view() if mode == "locked" else open_view(mode),
            Hostile(f"http://127.0.0.1:{server.server_address[1]}/", str(secret)),
        )
        windows = len(app.topLevelWidgets())
        siege.run()
        found = {
            "opened": isinstance(siege.opened, dict), "requests": sorted(set(server.requests)),
            "connections": server.connections,
            "scripts": (siege.ours("document.documentElement.dataset.ran || ''") or "").split(),
            "address": siege.view.url().toString(), "clipboard": app.clipboard().text(),
            "windows": len(WINDOWS) + len(app.topLevelWidgets()) - windows,
            "title": siege.ours("convdesk.player.document.querySelector('h1').textContent"),
            "file": siege.ours(
                "[...convdesk.player.document.querySelectorAll('iframe,#file')].map(e => e.naturalWidth ||"
                "(e.contentDocument && e.contentDocument.body ? e.contentDocument.body.textContent : '')).join('|')"),
            "main_world": siege.theirs("[typeof qt, typeof convdesk, typeof rrweb].join(' ')"),
        }  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    siege.view.close()


if __name__ == "__main__":
    main(sys.argv[1])
