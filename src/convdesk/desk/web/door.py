"""The door to web views: whether recordings can be rebuilt here, how to get what is missing, and the one way in.

Qt's web engine is imported when a view is first wanted, never with this module.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from convdesk import places
from convdesk.model.problem import Problem, ProblemError
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from convdesk.desk.web.camera import PageCamera
    from convdesk.desk.web.moment_camera import MomentCamera
    from convdesk.desk.web.orders import Order, Taken
    from convdesk.desk.web.view import ReplayView

NO_SANDBOX = "QTWEBENGINE_DISABLE_SANDBOX"
_ENGINE = "PySide6.QtWebEngineWidgets"


def allow_web_views() -> None:
    """To be called before the application is made, so that web views can be opened later. Costs nothing."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


def why_closed() -> Problem | None:
    """Why no recording can be rebuilt here, with what to do about it; None where it can, as far as can be told."""
    where = tr("replay")
    if find_spec(_ENGINE) is None:
        what = tr("Qt's web view is not installed, so recordings cannot be rebuilt; everything else works.")
        return Problem(where, what, tr("Install it with: python -m pip install --upgrade pyside6"))
    if places.replay_parts() is None:
        what = tr("The rrweb player did not come along with this installation; everything else works.")
        return Problem(where, what, tr("While online, run make setup again, or install convdesk again with pip."))
    if _is_root() and not os.environ.get(NO_SANDBOX):
        what = tr("convdesk runs as root, for whom the web view's sandbox does not start; everything else works.")
        remedy = tr("Start it as an ordinary user; in a container of your own, set {name}=1 before starting.")
        return Problem(where, what, remedy.format(name=NO_SANDBOX))
    return None


def open_replay_view(parent: QWidget | None = None) -> ReplayView:
    """A locked view for recordings. Raises ProblemError where there can be none."""
    with _opened():
        from convdesk.desk.web.view import ReplayView
    return ReplayView(parent)


def open_camera(
    order: Order, done: Callable[[Taken], object], failed: Callable[[Problem], object], parent: QObject | None = None
) -> PageCamera:
    """A camera for one picture of a page; `take` begins. Raises ProblemError where there can be none."""
    with _opened():
        from convdesk.desk.web.camera import PageCamera
    return PageCamera(order, done, failed, parent)


def open_moment_camera(width: int, height: int, parent: QObject | None = None) -> MomentCamera:
    """A camera for moments of a recording in a window of that size. Raises ProblemError where there can be none."""
    with _opened():
        from convdesk.desk.web.moment_camera import MomentCamera
    return MomentCamera(width, height, parent)


@contextmanager
def _opened() -> Iterator[None]:
    """The web engine is imported inside; raises ProblemError where it cannot be."""
    closed = why_closed()
    if closed is not None:
        raise ProblemError(closed.where, closed.what, closed.remedy)
    try:
        yield
    except ImportError as error:
        what = tr("Qt's web view cannot be loaded: {error}.").format(error=error)
        remedy = tr("Install the system libraries it needs (make setup names them on Linux), then start again.")
        raise ProblemError(tr("replay"), what, remedy) from error


def _is_root() -> bool:
    return sys.platform.startswith("linux") and os.geteuid() == 0
