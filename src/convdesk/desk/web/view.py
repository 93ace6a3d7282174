"""A web view in which recordings are rebuilt: locked, and asked by verbs whose answers come back as values."""

from __future__ import annotations

import atexit
import json
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import shiboken6
from PySide6.QtCore import QElapsedTimer, QFile, QIODevice, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView

from convdesk import places
from convdesk.desk.ports import nothing
from convdesk.desk.resources import resource
from convdesk.desk.web.lock import LockedPage, LockedProfile
from convdesk.desk.web.shelf import PAGE, Shelf
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
    from PySide6.QtWidgets import QWidget

OURS = QWebEngineScript.ScriptWorldId.ApplicationWorld.value
"""The world our scripts run in; those of a recording would run in the main world, where scripts are off."""
TIMERS = "timers.js"
SCRIPTS = ("talk.js", "stage.js", "pointer.js", "scrolls.js", "mend.js", "player.js")
PATIENCE_MS, SLOW_MS = 30_000, 3_000
"""How long an answer may take, and after how long nobody new should wait behind it."""
Answered = "Callable[[Any], object]"


_open: WeakSet[ReplayView] = WeakSet()


@atexit.register
def _close_all() -> None:
    """At the end of the process: pages go before their profiles, which Qt cannot bear the other way round."""
    for view in list(_open):
        if shiboken6.isValid(view):
            shiboken6.delete(view)


class Bridge(QObject):
    """The one object the page's scripts can reach: it can be told things, nothing more."""

    heard = Signal(str, object)

    @Slot(str, str)
    def told(self, name: str, value: str) -> None:
        self.heard.emit(name, json.loads(value))


class ReplayView(QWebEngineView):
    """Rebuilds recordings. `heard(name, value)`: what the page tells by itself (`moved`, `ended`, `resized`).

    `given_up(why, was_asked)`: it will never answer again, whatever was asked of it (which has failed by then).
    """

    heard = Signal(str, object)
    failed = Signal(str)
    given_up = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None, scripts: tuple[str, ...] = SCRIPTS) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._waiting: dict[int, tuple[Callable[[Any], object], Callable[[str], object]]] = {}
        self._unsaid: list[str] | None = []
        self._why_given_up = ""
        self._since, self._patience = QElapsedTimer(), QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(lambda: self._give_up(tr("it took longer than half a minute")))
        self._bridge, self._channel = Bridge(self), QWebChannel(self)
        self._bridge.heard.connect(self._hear)
        self._channel.registerObject("bridge", self._bridge)
        self._shelf = self.make_shelf()
        self._profile = self.make_profile(self._shelf)
        _open.add(self)
        self.destroyed.connect(self._profile.deleteLater)
        self.setPage(self.make_page(self._profile))
        self.page().renderProcessTerminated.connect(lambda *_: self._give_up(tr("the page's process ended")))
        self._dress_page(scripts)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.load(QUrl(PAGE))

    def make_shelf(self) -> Shelf:
        return Shelf(self)

    def make_profile(self, shelf: Shelf) -> QWebEngineProfile:
        return LockedProfile(shelf)

    def make_page(self, profile: QWebEngineProfile) -> QWebEnginePage:
        return LockedPage(profile, self)

    def ask(
        self,
        verb: str,
        *values: Any,
        done: Callable[[Any], object] = nothing,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Ask the page to do something; `done(answer)` follows. What is asked before the page is there waits."""
        if self._why_given_up:
            QTimer.singleShot(0, self, lambda: (failed or self.failed.emit)(self._why_given_up))
            return
        number = next(self._numbers)
        if not self._waiting:
            self._begin_to_wait()
        self._waiting[number] = (done, failed or self.failed.emit)
        said = f"convdesk.answer({number}, {json.dumps(verb)}, {json.dumps(values)})"
        if self._unsaid is not None:
            self._unsaid.append(said)
        else:
            self.page().runJavaScript(said, OURS)

    @property
    def is_slow(self) -> bool:
        """Whether it does not come to an end with something it was asked."""
        return bool(self._waiting) and self._since.hasExpired(SLOW_MS)

    def open_piece(
        self,
        piece: bytes,
        done: Callable[[dict[str, float]], object] = nothing,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Load a piece of a recording, JSON of `{events, first_ms, lost, idle}`; it is at its beginning then."""
        self.ask("open", self._shelf.put(piece), done=done, failed=failed)

    def lend(self, content: bytes) -> str:
        """The address at which our scripts can fetch these bytes, once."""
        return self._shelf.put(content, b"application/octet-stream")

    def rebuild(self, at_ms: float, done: Callable[[dict[str, float]], object] = nothing) -> None:
        """Show the page as it was at that moment of the recording."""
        self.ask("seek", at_ms, done=done)

    @Slot(str, object)
    def _hear(self, name: str, value: Any) -> None:
        if name == "ready":
            said, self._unsaid = self._unsaid or [], None
            for line in said:
                self.page().runJavaScript(line, OURS)
        elif name == "answer":
            done, failed = self._waiting.pop(value["number"], (nothing, nothing))
            if self._waiting:
                self._begin_to_wait()
            else:
                self._patience.stop()
            failed(value["error"]) if "error" in value else done(value.get("value"))
        else:
            self.heard.emit(name, value)

    def _begin_to_wait(self) -> None:
        self._since.start()
        self._patience.start()

    def _give_up(self, why: str) -> None:
        """Whoever waits is told; the process of a page that hangs ends with its view."""
        if self._why_given_up:
            return
        self._why_given_up = why
        self._patience.stop()
        waiting, self._waiting = self._waiting, {}
        for _, failed in waiting.values():
            failed(why)
        self.given_up.emit(why, bool(waiting))

    def _dress_page(self, scripts: tuple[str, ...]) -> None:
        """Put our scripts into a world of their own; a channel to the bridge is in no other."""
        script = QWebEngineScript()
        script.setName("convdesk")
        script.setSourceCode(self.source_of(scripts))
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentReady)
        script.setWorldId(OURS)
        script.setRunsOnSubFrames(False)
        self.page().scripts().insert(script)
        self.page().setWebChannel(self._channel, OURS)

    def source_of(self, scripts: tuple[str, ...]) -> str:
        """All of our scripts as one: timers, Qt's channel, rrweb, and what drives it."""
        parts = places.replay_parts()
        assert parts is not None, "asked for a view where there can be none"
        timers, *own = [resource("replay", name).read_text(encoding="utf-8") for name in (TIMERS, *scripts)]
        rrweb = (parts / "rrweb.min.js").read_text(encoding="utf-8")
        return "\n".join([timers, _channel_script(), rrweb, *own])


def _channel_script() -> str:
    file = QFile(":/qtwebchannel/qwebchannel.js")
    file.open(QIODevice.OpenModeFlag.ReadOnly)
    return bytes(file.readAll().data()).decode()
