"""The locks on a web view: a profile that keeps nothing, a page that goes nowhere, requests that never leave."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)

from convdesk.desk.web.engine import SCHEME, make_ready
from convdesk.desk.web.shelf import DESK, PAGE, TAPES

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QUrl

    from convdesk.desk.web.shelf import Shelf

_log = logging.getLogger(__name__)
_Attribute = QWebEngineSettings.WebAttribute
REFUSED = (
    _Attribute.JavascriptEnabled, _Attribute.JavascriptCanOpenWindows, _Attribute.JavascriptCanAccessClipboard,
    _Attribute.JavascriptCanPaste, _Attribute.LocalContentCanAccessRemoteUrls, _Attribute.LocalContentCanAccessFileUrls,
    _Attribute.LocalStorageEnabled, _Attribute.PluginsEnabled, _Attribute.PdfViewerEnabled,
    _Attribute.DnsPrefetchEnabled, _Attribute.HyperlinkAuditingEnabled, _Attribute.AutoLoadIconsForPage,
    _Attribute.FullScreenSupportEnabled, _Attribute.ErrorPageEnabled, _Attribute.WebGLEnabled,
    _Attribute.ScreenCaptureEnabled, _Attribute.NavigateOnDropEnabled, _Attribute.AllowRunningInsecureContent,
    _Attribute.AllowGeolocationOnInsecureOrigins, _Attribute.FocusOnNavigationEnabled, _Attribute.ShowScrollBars,
)  # fmt: skip
"""Scroll bars too: inner scrollers would be narrower than they were."""
BLANK = ("about:blank", "about:srcdoc")


class Interceptor(QWebEngineUrlRequestInterceptor):
    """Blocks every request but those for our own files and for what lies inside a recording itself."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Called by Qt before anything is loaded."""
        if not self.may_load(info.requestUrl()):
            info.block(True)

    @staticmethod
    def may_load(url: QUrl) -> bool:
        if url.scheme() == SCHEME.decode():
            return url.host() in {DESK, TAPES}
        return url.scheme() in {"data", "blob"} or url.toString() in BLANK


class LockedPage(QWebEnginePage):
    """Shows our page and goes nowhere else: no navigation, windows, files to choose, permissions or dialogs."""

    def __init__(self, profile: QWebEngineProfile, parent: QObject | None = None) -> None:
        super().__init__(profile, parent)
        settings = self.settings()
        for attribute in REFUSED:
            settings.setAttribute(attribute, False)
        settings.setAttribute(_Attribute.PlaybackRequiresUserGesture, True)
        settings.setUnknownUrlSchemePolicy(QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes)
        self.permissionRequested.connect(_deny)

    def acceptNavigationRequest(self, url: QUrl | str, _: object, is_main_frame: bool) -> bool:
        """Our page in the main frame; in frames what is empty, to be filled with recorded nodes."""
        address = url if isinstance(url, str) else url.toString()
        return address == PAGE if is_main_frame else address in BLANK

    def createWindow(self, _: object) -> QWebEnginePage:
        """No window: Qt's own answer."""
        return None  # type: ignore[return-value]

    def chooseFiles(self, *_: object) -> list[str]:
        return []

    def javaScriptAlert(self, *_: object) -> None:
        """Said to nobody."""

    def javaScriptConfirm(self, *_: object) -> bool:
        return False

    def javaScriptPrompt(self, *_: object) -> tuple[bool, str]:
        return False, ""

    def javaScriptConsoleMessage(self, _: object, message: str, line: int, source: str) -> None:
        """Into our own log: a recording may say anything there."""
        _log.debug("%s:%s %.300s", source[-40:], line, message)


class LockedProfile(QWebEngineProfile):
    """A profile without a name: in memory only, gone with the app. It must outlive its pages, so the app owns it."""

    def __init__(self, shelf: Shelf) -> None:
        make_ready()
        super().__init__(QCoreApplication.instance())
        self._shelf, self._interceptor = shelf, Interceptor()
        """Held here: Qt does not, and asks neither once Python has let go of them."""
        self.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)
        self.setPersistentCookiesPolicy(QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies)
        self.setSpellCheckEnabled(False)
        self.setPushServiceEnabled(False)
        self.installUrlSchemeHandler(QByteArray(SCHEME), self._shelf)
        self.setUrlRequestInterceptor(self._interceptor)
        self.downloadRequested.connect(_cancel)


def _cancel(download: QWebEngineDownloadRequest) -> None:
    download.cancel()


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()
