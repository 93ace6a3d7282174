"""A page with heat and call-outs over it."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from decks import heat, png
from PIL import Image

from convdesk.export.callouts import Area, Room, placed
from convdesk.export.figure import page_with_heat
from convdesk.model.problem import ProblemError


def pixels(made: bytes):
    return np.asarray(Image.open(io.BytesIO(made)).convert("RGB")).astype(int)


def test_the_heat_lies_where_the_clicks_are_and_lets_the_page_through():
    made = pixels(page_with_heat(png(1440, 900), heat(1440, 900, [(1200, 700)]), (), crop=False))
    red, green, _ = made[700, 1200]
    assert made.shape == (900, 1440, 3)
    assert (red, green) == pytest.approx((220 * 0.6 + 255 * 0.4, 40 * 0.6 + 255 * 0.4), abs=2)
    assert tuple(made[20, 20]) == (255, 255, 255)


def test_a_picture_with_two_pixels_a_css_pixel_carries_the_heat_at_its_scale():
    made = pixels(page_with_heat(png(2880, 1800), heat(1440, 900, [(1200, 700)]), (), crop=False))
    assert made.shape == (1800, 2880, 3)
    assert made[1400, 2400, 1] < 200


def test_without_a_picture_the_page_is_blank():
    made = pixels(page_with_heat(None, heat(1440, 900, [(700, 400)]), (), crop=False))
    assert made.shape == (900, 1440, 3)
    assert made[400, 700, 1] < 200


def test_a_page_that_was_higher_than_its_picture_keeps_its_heat():
    made = pixels(page_with_heat(png(1440, 500), heat(1440, 900, [(700, 800)]), (), crop=False))
    assert made.shape[0] == 900
    assert made[800, 700, 1] < 200


def test_a_long_page_is_cropped_to_where_most_clicks_are():
    made = pixels(page_with_heat(png(1440, 9000), heat(1440, 9000, [(700, 6000), (500, 6100)]), (), crop=True))
    assert made.shape[1] / made.shape[0] == pytest.approx(1.5, rel=0.02)
    assert (made[:, :, 1] < 130).any()


def test_a_phones_page_keeps_its_whole_width():
    made = pixels(page_with_heat(png(390, 3000), heat(390, 3000, [(60, 2000)]), (), crop=True))
    assert made.shape[1] / made.shape[0] == pytest.approx(0.62, rel=0.02)


def test_two_far_places_are_cropped_to_one_window_over_the_hotter():
    spots = [(700, 7900), (600, 7950), (800, 7990), (700, 100)]
    made = pixels(page_with_heat(None, heat(1440, 9000, spots), (), crop=True))
    assert made.shape[0] == 960
    assert (made[:, :, 1] < 200).sum() > 5000


def test_without_heat_a_crop_shows_the_top_of_the_page():
    assert pixels(page_with_heat(None, heat(1440, 9000, []), (), crop=True)).shape[:2] == (960, 1440)


def test_callouts_are_drawn_and_the_same_input_gives_the_same_bytes():
    marks = [(495.0, 396.0, "Verify · 5,204 clicks"), (638.0, 396.0, "Resend code · 4,310 clicks")]
    page, warmth = png(1440, 900), heat(1440, 900, [(495, 396)])
    plain, marked, again = (page_with_heat(page, warmth, chosen, crop=False) for chosen in ((), marks, marks))
    assert marked == again
    assert (pixels(plain) != pixels(marked)).any()


@pytest.mark.parametrize("label", ["", "x" * 400, "نص عربي طويل", "表示する", "🤷‍♀️", "a\x00b\nc"])
def test_any_label_can_be_drawn(label):
    assert pixels(page_with_heat(None, heat(390, 600, [(50, 50)]), [(50, 50, label)], crop=False)).any()


def test_more_callouts_than_a_page_has_room_for_make_the_picture_higher():
    marks = [(10.0 + at, 30.0, f"Label number {at}") for at in range(60)]
    made = pixels(page_with_heat(None, heat(200, 60, []), marks, crop=False))
    assert made.shape[0] > 180


def test_labels_cover_neither_each_other_nor_a_marked_spot_and_stay_inside():
    labels = [((100.0 + 60 * at, 200.0 + 30 * (at % 3)), (150.0, 30.0)) for at in range(10)]
    found = placed(labels, Room(900, 500), 10)
    assert found is not None
    spots = [Area(x - 9, y - 9, x + 9, y + 9) for (x, y), _ in labels]
    for at, one in enumerate(found):
        assert Area(0, 0, 900, 500).grown(-1).meets(one.area)
        assert 0 <= one.area.left < one.area.right <= 900
        assert 0 <= one.area.top < one.area.bottom <= 500
        assert not any(one.area.meets(spot) for spot in spots)
        assert not any(one.area.meets(other.area) for other in found[at + 1 :])
        assert not any(other.area.is_crossed(one.spot, one.foot) for other in found if other is not one)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


BOMB = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
EMPTY = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 10, 8, 2, 0, 0, 0))
WHOLE = png(300, 200)
DAMAGED = WHOLE[:60] + bytes(20) + WHOLE[80:]


@pytest.mark.parametrize("broken", [b"", b"GIF89a", WHOLE[:60], DAMAGED, BOMB, EMPTY])
def test_a_broken_or_a_monstrous_picture_is_refused_in_words(broken):
    with pytest.raises(ProblemError):
        page_with_heat(broken, heat(300, 200, []), (), crop=False)


def test_a_page_of_monstrous_length_is_refused_in_words():
    with pytest.raises(ProblemError, match="million pixels"):
        page_with_heat(None, heat(1440, 100_000, [], cell=100), (), crop=False)
