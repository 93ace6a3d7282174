"""What is filmed, frame by frame: a made-up page that changes, fades and is pressed at known moments."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image
from PySide6.QtCore import QElapsedTimer, QPoint

from convdesk.desk.screens.replay.studio import Studio
from convdesk.desk.web import door
from convdesk.desk.web.film_orders import FilmOrder
from convdesk.desk.web.view import ReplayView
from convdesk.model.replay import Piece

NOISE = ("propagateSizeHints", "QRhi", "RHI", "Vulkan", "vulkan", "GBM", "Sandboxing disabled", "GPUInfo")
pytestmark = [
    pytest.mark.qt_log_ignore(*NOISE, extend=True),
    pytest.mark.skipif(door.why_closed() is not None, reason="no web view here"),
]
SIZE, FRAME_MS, LASTS_MS = (400, 300), 100, 20_000
TURNS_MS, MOVES_MS, PRESSED_MS, FADES_MS, FADE_LASTS_MS = 1_530, 3_020, 5_050, 8_010, 1_000
STYLE = (
    "body{margin:0;background:#fff} #box{width:60px;height:60px;background:#000;opacity:1;transition:opacity 1s linear}"
)
BOX, GROUND, RESTS, POINTED = QPoint(30, 30), QPoint(350, 30), QPoint(205, 207), QPoint(305, 207)


def node(number: int, tag: str, children: list[dict], **attributes: str) -> dict:
    return {"type": 2, "id": number, "tagName": tag, "attributes": attributes, "childNodes": children}


def change(at_ms: int, source: int, **data: object) -> dict:
    return {"type": 3, "timestamp": at_ms, "data": {"source": source, **data}}


def restyle(at_ms: int, number: int, style: str) -> dict:
    edit = {"id": number, "attributes": {"style": style}}
    return change(at_ms, 0, texts=[], removes=[], adds=[], attributes=[edit])


def recorded() -> Piece:
    """A box on a ground that turns green; a pointer that comes, goes on and presses; a box that fades for a second."""
    style = node(4, "style", [], _cssText=STYLE)
    body = node(5, "body", [node(6, "div", [], id="box")])
    page = {"type": 0, "id": 1, "childNodes": [node(2, "html", [node(3, "head", [style]), body])]}
    events = [
        {"type": 4, "timestamp": 0, "data": {"href": "https://shop.test/", "width": SIZE[0], "height": SIZE[1]}},
        {"type": 2, "timestamp": 0, "data": {"node": page, "initialOffset": {"left": 0, "top": 0}}},
        restyle(TURNS_MS, 5, "background:#0f0"),
        change(MOVES_MS, 1, positions=[{"x": 200, "y": 200, "id": 5, "timeOffset": 0}]),
        change(MOVES_MS + 1_000, 1, positions=[{"x": 300, "y": 200, "id": 5, "timeOffset": -500}]),
        change(PRESSED_MS, 2, type=2, id=5, x=300, y=100),
        restyle(FADES_MS, 6, "opacity:0"),
        {"type": 5, "timestamp": LASTS_MS, "data": {"tag": "end", "payload": {}}},
    ]
    return Piece(json.dumps({"first_ms": 0, "idle": [], "events": events}).encode(), 0, LASTS_MS, is_last=True)


@pytest.fixture
def studio(request):
    request.getfixturevalue("qapp")
    made = Studio()
    yield made
    made.cancel()
    made.deleteLater()


def order(*, is_video: bool, stepped=lambda *_: None) -> FilmOrder:
    times = tuple(float(at) for at in range(0, LASTS_MS, FRAME_MS))
    return FilmOrder(times, FRAME_MS, SIZE, is_video, lambda _, done: done(recorded()), stepped)


def film_of(qtbot, studio, **asked):
    """What was filmed: a film, or a problem."""
    made = []
    studio.film(order(**asked), made.append, made.append)
    qtbot.waitUntil(lambda: bool(made), timeout=60_000)
    return made[0]


def views(qapp) -> list:
    return [one for one in qapp.topLevelWidgets() if isinstance(one, ReplayView)]


@pytest.fixture
def seen(qtbot, studio):
    """The colour at a point of the frame that is seen at a moment."""
    film = film_of(qtbot, studio, is_video=False)
    pictures = [(at_ms, Image.open(io.BytesIO(png)).convert("RGB")) for at_ms, png in film.frames]

    def colour(at_ms: int, point: QPoint) -> tuple[int, int, int]:
        return next(one for when, one in reversed(pictures) if when <= at_ms).getpixel((point.x(), point.y()))

    colour.count = len(pictures)
    return colour


def test_what_changes_is_seen_at_its_moment_and_what_stands_still_is_filmed_once(seen):
    white, green = (255, 255, 255), (0, 255, 0)
    assert (seen(0, GROUND), seen(TURNS_MS // 100 * 100, GROUND)) == (white, white)
    assert (seen(TURNS_MS + FRAME_MS, GROUND), seen(LASTS_MS, GROUND)) == (green, green)
    assert seen.count < 45, "of 200 moments the page looks otherwise at some thirty"


def test_the_pointer_comes_moves_and_presses_when_it_did(seen):
    green = (0, 255, 0)
    assert seen(MOVES_MS - 20, RESTS) == green
    assert seen(MOVES_MS + FRAME_MS, RESTS) != green
    moved_ms = MOVES_MS + 500
    assert (seen(moved_ms - FRAME_MS, POINTED), seen(moved_ms + FRAME_MS, RESTS)) == (green, green)
    assert seen(moved_ms + FRAME_MS, POINTED) != green
    pressed = QPoint(297, 98)
    looks = [seen(at, pressed) != green for at in range(PRESSED_MS - 150, PRESSED_MS + 1_150, FRAME_MS)]
    assert looks == [False] * 2 + [True] * 7 + [False] * 4, "a press is seen for 0.7 s"


def test_what_fades_takes_as_long_as_it_took_not_as_long_as_it_is_filmed(seen):
    begins = FADES_MS + 90
    greens = [seen(begins + part * FADE_LASTS_MS // 10, BOX)[1] for part in range(11)]
    assert greens == sorted(greens)
    assert greens[0] < 30
    assert 255 * 0.4 < greens[5] < 255 * 0.6
    assert greens[10] == 255


def test_a_video_has_its_frames_at_their_moments_and_some_that_stand_alone_to_be_sought(qtbot, studio):
    told = []
    film = film_of(qtbot, studio, is_video=True, stepped=lambda *far: told.append(far))
    pictures = film_of(qtbot, studio, is_video=False)
    times = [at_ms for at_ms, *_ in film.chunks]
    assert film.lasts_ms == LASTS_MS
    assert {at_ms for at_ms, _ in pictures.frames} <= set(times)
    assert (times[0], times[-1]) == (0, LASTS_MS - FRAME_MS)
    keys = [at_ms for at_ms, is_key, _ in film.chunks if is_key]
    assert keys[0] == 0
    assert max(after - before for before, after in zip(keys, [*keys[1:], LASTS_MS], strict=True)) <= 10_000
    assert told[-1] == (200, 200)
    assert sorted(told) == told


def test_a_film_that_is_cancelled_ends_at_once_and_leaves_no_view_behind(qtbot, qapp, studio):
    before = len(views(qapp))
    made, told = [], []
    studio.film(order(is_video=True, stepped=lambda *far: told.append(far)), made.append, made.append)
    qtbot.waitUntil(lambda: bool(told) and told[-1][0] > 15, timeout=60_000)
    since = QElapsedTimer()
    since.start()
    studio.cancel()
    qtbot.waitUntil(lambda: len(views(qapp)) == before, timeout=2_000)
    assert since.elapsed() < 500, "some 20 ms on a machine with nothing else to do"
    count = len(told)
    assert made == []
    assert film_of(qtbot, studio, is_video=True).chunks, "the next one is filmed"
    assert len(told) == count


def test_a_picture_that_is_cancelled_is_not_told_of(qtbot, studio):
    made = []
    studio.picture(recorded(), 2_000, SIZE, made.append, made.append)
    studio.cancel()
    studio.picture(recorded(), 3_000, SIZE, made.append, made.append)
    qtbot.waitUntil(lambda: bool(made), timeout=20_000)
    assert len(made) == 1
