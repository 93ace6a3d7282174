"""What a replay page may load: its own few files, and each recording once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlSchemeHandler

from convdesk import places
from convdesk.desk.resources import resource

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

DESK, TAPES = "desk", "tapes"
PAGE = f"convdesk://{DESK}/page.html"
POLICY = (
    f"default-src 'none'; style-src convdesk://{DESK} 'unsafe-inline'; img-src data: blob:; font-src data:; "
    f"media-src data: blob:; connect-src convdesk://{TAPES}; frame-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""No script at all: ours is put into a world of its own and needs no leave."""


class Shelf(QWebEngineUrlSchemeHandler):
    """Answers `convdesk:` and refuses what is not on it. `policy`: the content policy of every answer."""

    def __init__(self, parent: QObject, policy: str = POLICY) -> None:
        super().__init__(parent)
        self._policy = policy
        self._tapes: dict[str, tuple[bytes, bytes]] = {}
        self._files = _files()

    def put(self, tape: bytes, kind: bytes = b"application/json") -> str:
        """Keep something until it is fetched, once; the address nobody else can guess."""
        name = secrets.token_urlsafe(16)
        self._tapes[name] = (tape, kind)
        return f"convdesk://{TAPES}/{name}"

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Called by Qt for every request to our scheme."""
        url = job.requestUrl()
        host, name = url.host(), url.path().lstrip("/")
        is_reading = bytes(job.requestMethod().data()) == b"GET"
        if is_reading and host == DESK and name in self._files:
            self._reply(job, *self._files[name])
        elif is_reading and host == TAPES and name in self._tapes:
            self._reply(job, *self._tapes.pop(name))
        else:
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)

    def _reply(self, job: QWebEngineUrlRequestJob, content: bytes, kind: bytes) -> None:
        told = {
            b"X-Content-Type-Options": b"nosniff",
            b"Content-Security-Policy": self._policy.encode(),
            b"Access-Control-Allow-Origin": f"convdesk://{DESK}".encode(),
            b"Referrer-Policy": b"no-referrer",
        }
        headers = {QByteArray(name): [QByteArray(value)] for name, value in told.items() if value}
        # Lists, whatever the stubs say: as plain values the headers are not sent, the policy among them.
        job.setAdditionalResponseHeaders(headers)  # type: ignore[arg-type]
        body = QBuffer(job)
        body.setData(content)
        body.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(QByteArray(kind), body)


def _files() -> dict[str, tuple[bytes, bytes]]:
    """(content, kind) of the page and its style sheets; scripts are not among them."""
    parts = places.replay_parts()
    assert parts is not None, "asked for a view where there can be none"
    return {
        "page.html": (resource("replay", "page.html").read_bytes(), b"text/html"),
        "page.css": (resource("replay", "page.css").read_bytes(), b"text/css"),
        "rrweb.min.css": ((parts / "rrweb.min.css").read_bytes(), b"text/css"),
    }
