"""Qt's web engine made ready, once and before the first view: nothing resolves, and our own scheme is known."""

from __future__ import annotations

import os
from functools import cache

from PySide6.QtWebEngineCore import QWebEngineUrlScheme

SCHEME = b"convdesk"
FLAGS = ("--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking", "--no-pings")
"""No name and no address can be reached: a preconnect goes past content policy and interceptor, but not past this."""
_VARIABLE = "QTWEBENGINE_CHROMIUM_FLAGS"


@cache
def make_ready() -> None:
    """Set the flags, which count for the whole process, and register the scheme. Before any profile is made."""
    given = os.environ.get(_VARIABLE, "")
    os.environ[_VARIABLE] = " ".join([given, *(f'"{flag}"' if " " in flag else flag for flag in FLAGS)]).strip()
    scheme = QWebEngineUrlScheme(SCHEME)
    flag = QWebEngineUrlScheme.Flag
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)
