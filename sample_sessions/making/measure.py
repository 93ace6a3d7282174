"""Measures where the elements of the sample's pages lie, by convdesk itself: writes pages/boxes.json.

`QT_QPA_PLATFORM=offscreen python making/measure.py`, from this folder's parent, with convdesk installed. Each page is
rebuilt from a recording soon after it was opened, as its screenshot shows it; what was not there yet, just before it
was last clicked.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QImageReader

from convdesk.desk.app import application
from convdesk.desk.screens.heatmap.reading import Pictures
from convdesk.desk.screens.heatmap.study_questions import StudyQuestions
from convdesk.desk.web import door
from convdesk.model.progress import Progress
from convdesk.operations import demo, page_shots

SAMPLE = Path(__file__).parents[1]
SOON_MS = 600


def main() -> None:
    application()
    with tempfile.TemporaryDirectory() as folder:
        study = demo.build_sample(Path(folder))
        asked, table, found = StudyQuestions(study, Pictures()), study.loaded().clicks, []
        for file in sorted((SAMPLE / "pages").glob("*.png")):
            name, _, wide = file.stem.rpartition("-")
            page, width = "/" if name == "landing" else f"/{name}", int(wide)
            height = QImageReader(str(file)).size().height()
            stay = next(v for v in zip(table.visits, table.visit_recording, strict=True)
                        if table.pages[v[0]["page"]] == page and v[0]["width"] == width)  # fmt: skip
            plan = page_shots.plan_shot_at(study, table.recording_ids[stay[1]], int(stay[0]["at_ms"]) + SOON_MS)
            taken, tried = photographed(asked._planned(plan, Progress(), is_picture=True).order), set()
            while missing := tuple(one for one in plan.selectors if one not in taken.boxes and one not in tried):
                more = asked.more_of(plan, missing, Progress())
                if more is None:
                    break
                tried.add(more.order.selectors[0])
                taken = taken.with_more(photographed(more.order))
            if taken.height != height:
                sys.exit(f"{file.name}: rebuilt {taken.height} px tall, its screenshot is {height}")
            found.append({"page": page, "width": width, "height": height, "boxes": taken.boxes})
        study.close()
    text = ",\n".join(json.dumps(one, ensure_ascii=False) for one in found)
    (SAMPLE / "pages" / "boxes.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


def photographed(order):
    loop, got = QEventLoop(), []
    done = lambda answer: (got.append(answer), loop.quit())  # noqa: E731
    door.open_camera(order, done, done).take()
    loop.exec()
    return got[0]


if __name__ == "__main__":
    main()
