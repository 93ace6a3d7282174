"""Goes through the sample study screen by screen as a researcher would, and pictures each: `python picture_tour.py FOLDER`.

Prints, as JSON, what each screen said: its problem, if it had one, and how many colours its picture has.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from convdesk.desk.app import Desk, application
from convdesk.desk.settings import Settings
from convdesk.operations import demo

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.window import StudyWindow

SIZE = 1366, 768
PATIENCE_MS = 30_000
SCREENS = ("review", "funnel", "heatmap", "paths", "replay", "friction", "trends", "goals", "people", "data")


def main(folder: Path) -> None:
    app, told = application(), {}
    with tempfile.TemporaryDirectory() as made:
        study = demo.build_sample(Path(made))
        path = study.path
        study.close()
        desk = Desk(app, Settings(Path(made) / "settings.ini"))
        desk.open_path(path)
        window = waited(lambda: next((one for one in app.topLevelWidgets() if one.objectName() == "window"), None))
        window.commands["light"].trigger()
        window.resize(*SIZE)
        window._line.say("Onboarding.convdesk · times in Europe/Oslo")
        for name in SCREENS:
            told[name] = pictured(window, name, folder)
        window.close()
        desk.close()
        pause(500)
    sys.stdout.write(json.dumps(told))


def pictured(window: StudyWindow, name: str, folder: Path) -> dict[str, Any]:
    window.commands[f"show_{name}"].trigger()
    settle(window)
    screen = window._screens.currentWidget()
    if name == "heatmap":
        screen.presenter.compare(2)
        settle(window)
    if name == "goals":
        screen.proposals.making[0].click()
        settle(window)
    pause(1_200 if name == "replay" else 300)
    image = window.grab().toImage()
    image.save(str(folder / f"{name}.png"))
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    bar = getattr(screen, "bar", None)
    return {"problem": bar.text if bar is not None and bar.isVisible() else "", "colours": len(colours)}


def settle(window: StudyWindow) -> None:
    """Until no work has been under way for a moment."""
    for _ in range(3):
        waited(window._jobs.is_idle)
        pause(50)


def waited(there: Callable[[], Any]) -> Any:
    loop, left = QEventLoop(), PATIENCE_MS
    while not (found := there()):
        assert left > 0, "it took too long"
        QTimer.singleShot(20, loop.quit)
        loop.exec()
        left -= 20
    return found


def pause(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
    QApplication.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
