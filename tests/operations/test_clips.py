"""Moments and stretches of recordings as files and as evidence."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from PIL import Image

from convdesk.model.finding import EvidenceKind
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress
from convdesk.operations import clips, exports, findings, history, privacy
from convdesk.operations.imports import ImportChoices, import_file
from convdesk.operations.studies import create_study
from operations.test_replays import START, recording

FILM = b"webm film"


def png(colour="red", size=(64, 48)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def block_ms(data: bytes, frame: bytes) -> int:
    """When a frame is seen: its cluster's time and its own on top, as in the file."""
    block = data.index(frame) - 4
    cluster = data.rindex(b"\x1f\x43\xb6\x75", 0, block) + 12
    length = int.from_bytes(data[cluster + 1 : cluster + 9], "big") & ~(1 << 56)
    begins = int.from_bytes(data[cluster + 9 : cluster + 9 + length], "big")
    return begins + struct.unpack(">h", data[block + 1 : block + 3])[0]


@pytest.fixture
def study(tmp_path):
    made = create_study(tmp_path / "s.convdesk", "S", zone="Europe/Oslo")
    import_file(made, recording(tmp_path, "ben"), ImportChoices(reader="rrweb"))
    yield made
    made.close()


def test_frames_become_an_animated_picture(tmp_path):
    frames = [(0, png("red")), (100, png("blue")), (700, png("green"))]
    out = clips.write_moving_picture(tmp_path / "a.webp", frames, 1_000)
    with Image.open(out) as made:
        assert (made.n_frames, made.size, made.is_animated) == (3, (64, 48), True)
        seen = []
        for number in range(made.n_frames):
            made.seek(number)
            made.load()
            seen.append(made.info["duration"])
    assert seen == [100, 600, 300], "a frame is seen until the next one comes"


def test_a_cancelled_clip_leaves_no_file(tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        clips.write_moving_picture(tmp_path / "a.webp", [(0, png()), (100, png())], 200, progress)
    assert list(tmp_path.iterdir()) == []


def test_a_clip_without_frames_is_refused(tmp_path):
    with pytest.raises(ProblemError, match="no frames"):
        clips.write_film(tmp_path / "a.webm", (64, 48), [], 100)
    with pytest.raises(ProblemError, match="no frames"):
        clips.write_moving_picture(tmp_path / "a.webp", [], 100)


def test_a_film_is_written_in_the_order_of_time(tmp_path):
    out = clips.write_film(tmp_path / "a.webm", (64, 48), [(100, False, b"two"), (0, True, b"one")], 100)
    data = out.read_bytes()
    assert data.index(b"one") < data.index(b"two")


def test_frames_that_are_seen_for_long_keep_their_times_and_the_film_its_length(tmp_path):
    frames = [(0, True, b"one"), (40_000, False, b"two"), (90_000, True, b"three")]
    data = clips.write_film(tmp_path / "a.webm", (64, 48), frames, 95_000).read_bytes()
    assert struct.pack(">d", 95_000.0) in data
    assert [block_ms(data, frame) for frame in (b"one", b"two", b"three")] == [0, 40_000, 90_000]


def test_a_moment_is_evidence_with_its_picture_and_film_and_lands_on_the_slide(study, tmp_path):
    recorded = study.loaded().recordings[0].id
    found = clips.add_moment(
        study, "Presses in vain", recorded, (START + 4_000, START + 9_000), clips.Footage(png(), FILM)
    )
    (piece,) = found.evidence
    assert piece.kind is EvidenceKind.MOMENT
    assert clips.moment_picture(study, piece) == png()
    assert clips.moment_words(study, piece.details) == "ben, 25 Feb 2026, 07:13:24, 5 s"
    (slide,) = exports.make_deck(study).findings
    assert slide.picture.png == png()
    assert "ben" in slide.picture.caption
    assert slide.picture.film == FILM
    history.undo(study)
    assert findings.list_findings(study) == ()
    history.redo(study)
    assert clips.write_evidence_film(study, piece.id, tmp_path).read_bytes() == FILM
    assert clips.evidence_picture(study, piece.id) == png()
    assert clips.evidence_picture(study, "gone") == b""


def test_a_moment_without_a_film_has_none_to_write(study, tmp_path):
    recorded = study.loaded().recordings[0].id
    found = clips.add_moment(study, "Presses in vain", recorded, (START + 4_000, None), clips.Footage(png()))
    assert clips.moment_film(study, found.evidence[0]) == b""
    with pytest.raises(ProblemError, match="no film"):
        clips.write_evidence_film(study, found.evidence[0].id, tmp_path)


def test_a_film_too_large_for_the_study_is_refused_with_its_size_and_nothing_is_kept(study):
    film, recorded = b"x" * (clips.LARGEST_FILM_BYTES + 1), study.loaded().recordings[0].id
    with pytest.raises(ProblemError, match="at most 30 MB"):
        clips.add_moment(study, "Presses in vain", recorded, (START, START + 9_000), clips.Footage(png(), film))
    assert findings.list_findings(study) == ()


def test_a_film_plays_on_the_slide_with_its_picture_in_front(study, tmp_path):
    recorded = study.loaded().recordings[0].id
    clips.add_moment(study, "Presses in vain", recorded, (START, START + 9_000), clips.Footage(png(), FILM))
    deck = exports.write_slides(study, tmp_path / "deck.pptx")
    with zipfile.ZipFile(deck) as packed:
        films = [name for name in packed.namelist() if name.endswith(".webm")]
        assert [packed.read(name) for name in films] == [FILM]
        types = packed.read("[Content_Types].xml").decode()
        slide = next(name for name in packed.namelist() if "slides/_rels" in name and b"webm" in packed.read(name))
        kinds = [kind for kind in ("/media", "/video", "/image") if f'{kind}"' in packed.read(slide).decode()]
    assert f'PartName="/{films[0]}" ContentType="video/webm"' in types
    assert kinds == ["/media", "/video", "/image"], "embedded, and named once more for older programs, with its poster"
    from pptx import Presentation
    from pptx.enum.shapes import PP_MEDIA_TYPE

    shapes = [shape for one in Presentation(str(deck)).slides for shape in one.shapes if shape.name == "Film"]
    assert [shape.media_type for shape in shapes] == [PP_MEDIA_TYPE.MOVIE]
    assert shapes[0].poster_frame.blob == png()


def test_who_withdraws_is_on_no_picture_any_more(study):
    recorded = study.loaded().recordings[0].id
    found = clips.add_moment(study, "Presses in vain", recorded, (START + 4_000, None), clips.Footage(png(), FILM))
    image = found.evidence[0].details["image"]
    privacy.withdraw(study, "ben")
    assert findings.list_findings(study)[0].evidence == ()
    assert study.workspace.reading.execute("select count(*) from images where id = ?", (image,)).fetchone() == (0,)
    assert study.workspace.reading.execute("select count(*) from films").fetchone() == (0,)
