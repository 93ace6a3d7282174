"""From three kinds of files to slides: every part of the way, on a small study with known answers."""

from __future__ import annotations

import pytest
from PIL import Image
from pptx import Presentation

from convdesk.model.dropoff import Coverage, DropOff, biggest_drop_off
from convdesk.model.finding import Severity
from convdesk.model.funnel import Bucket
from convdesk.model.heat import ClickKind, ClickSpec
from convdesk.model.problem import ProblemError
from convdesk.operations import (
    answers,
    clicks,
    dropoffs,
    exports,
    findings,
    funnels,
    history,
    imports,
    pictures,
    segments,
    studies,
)
from small_study import SPEC, STEPS, small_study, write_events, write_survey


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """The small study, for tests that only look."""
    study = small_study(tmp_path_factory.mktemp("study"))
    yield study
    study.close()


@pytest.fixture
def study(tmp_path):
    opened = small_study(tmp_path)
    yield opened
    opened.close()


def test_the_same_person_in_log_recording_and_survey_is_one(read):
    about = studies.describe_study(read)
    assert (about.events, about.actors, about.sessions) == (48, 20, 21)
    assert (about.recordings, about.clicks, about.respondents, about.linked_respondents) == (2, 6, 5, 4)


def test_the_funnel_tells_those_who_left_from_the_one_still_under_way(read):
    result = funnels.count_funnel(read, SPEC)
    assert [(step.reached, step.dropped, step.open) for step in result.steps] == [(20, 0, 0), (20, 12, 1), (7, 0, 0)]
    assert funnels.people_in(read, SPEC, Bucket.OPEN, 2) == ("u19",)
    assert funnels.people_in(read, SPEC, Bucket.DROPPED, 2) == tuple(f"u{n:02}" for n in range(12))


def test_a_drop_off_is_seen_from_all_sides(read):
    view = dropoffs.look_at(read, DropOff(SPEC, 2))
    assert (view.left, view.reached) == (12, 20)
    assert view.coverage == Coverage(left=12, answered=3, recorded=2, heard=4)
    assert view.page == "/verify-email"
    assert view.clicks is not None
    assert [(e.label, e.clicks, e.rage, e.dead) for e in view.clicks.elements] == [("Resend code", 6, 6, 6)]
    said = {found.question.text: [answer.actor for answer in found.answers] for found in view.answers}
    assert said["What almost stopped you?"] == ["u00", "u01", "u02"]


def test_the_biggest_drop_off_is_named(read):
    assert biggest_drop_off(funnels.count_funnel(read, SPEC)) == DropOff(SPEC, 2)


def test_answers_follow_a_segment_and_a_search(read):
    question = segments.question_coded(read, "What almost stopped you?")
    assert answers.list_answers(read, question).n == 5
    phone = segments.read_segment(read, "prop(device)=phone")
    assert [a.actor for a in answers.list_answers(read, question, phone).answers] == ["u01", "u02"]
    assert [a.respondent for a in answers.list_answers(read, question, search="CODE second").answers] == ["r3"]


def test_a_scale_question_has_values_and_conditions_on_answers_find_people(read):
    question = segments.question_coded(read, "How easy was it? (0-10)")
    assert [a.value for a in answers.list_answers(read, question).answers] == [2, 1, 3, 9, 8]
    low = segments.read_segment(read, f"answered({question.code})<=3")
    assert segments.people_in_segment(read, low) == ("u00", "u01", "u02")


def test_what_a_segment_cannot_mean_is_said(read):
    with pytest.raises(ProblemError, match="device"):
        segments.people_in_segment(read, segments.read_segment(read, "prop(colour)=red"))
    with pytest.raises(ProblemError, match="nobody"):
        segments.people_in_segment(read, segments.read_segment(read, "person(zzz)"))


def test_events_are_listed_with_people_and_times(read):
    found = {event.name: event for event in studies.list_events(read)}
    assert (found["Sign up"].count, found["Sign up"].actors) == (20, 20)
    assert (found["Sign up"].first, found["Sign up"].last) == ("2026-03-02T10:00:00Z", "2026-03-20T10:00:00Z")


def test_a_proposed_funnel_is_in_the_order_people_go(read):
    assert [step.name for step in funnels.propose_funnel(read).steps] == list(STEPS)


def test_a_source_can_be_taken_out_and_brought_back(study):
    imports.remove_source(study, "events.csv")
    assert studies.describe_study(study).events == 0
    assert history.undo(study) == "Remove events.csv"
    assert studies.describe_study(study).events == 48


def test_several_sources_are_taken_out_in_one_step(study):
    sources = [source.id for source in studies.describe_study(study).sources]
    imports.remove_sources(study, sources)
    assert studies.describe_study(study).is_empty
    assert history.undo(study) == f"Remove {len(sources)} sources"
    assert len(studies.describe_study(study).sources) == len(sources)


def test_of_several_sources_none_is_taken_out_when_one_is_unknown(study):
    before = studies.describe_study(study).sources
    with pytest.raises(ProblemError, match="no such source"):
        imports.remove_sources(study, [before[0].id, "never.csv"])
    assert studies.describe_study(study).sources == before


def test_an_import_can_be_undone_and_done_again(study):
    for _ in range(4):
        history.undo(study)
    assert studies.describe_study(study).is_empty
    for _ in range(4):
        history.redo(study)
    assert studies.describe_study(study).clicks == 6


def test_two_logs_in_one_study_count_together(study, tmp_path):
    more = tmp_path / "more.csv"
    more.write_text("user_id,event,time\nu00,Profile,2026-03-02T12:00:00Z\nnew,Sign up,2026-03-03T10:00:00.123Z\n")
    imports.import_file(study, more)
    result = funnels.count_funnel(study, SPEC)
    assert [step.reached for step in result.steps] == [21, 20, 8]


def test_a_bad_file_among_good_ones_stops_nothing(study, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    good = tmp_path / "good.csv"
    good.write_text("user_id,event,time\nz,Sign up,2026-03-03T10:00:00Z\n")
    bad, kept = imports.import_files(study, [empty, good])
    assert bad.is_failed
    assert "empty" in bad.problems[0].what
    assert kept.kept == 1


def test_a_finding_with_its_evidence_is_one_step_of_history(study):
    view = dropoffs.look_at(study, DropOff(SPEC, 2))
    evidence = [
        findings.drop_off_evidence(view.drop_off),
        findings.clicks_evidence(view.clicks.spec, "#resend"),
        *(findings.quote_evidence(answer) for answer in view.answers[-1].answers),
    ]
    made = findings.add_finding(study, "Resend does nothing", "…", Severity.CATASTROPHE, evidence)
    assert len(made.evidence) == 5
    history.undo(study)
    assert findings.list_findings(study) == ()
    history.redo(study)
    assert findings.list_findings(study) == (made,)


def test_a_finding_is_changed_and_removed_with_undo(study):
    made = findings.add_finding(study, "One")
    findings.change_finding(study, made.id, title="Two", severity=Severity.MAJOR)
    findings.remove_finding(study, made.id)
    history.undo(study)
    assert [(f.title, f.severity) for f in findings.list_findings(study)] == [("Two", Severity.MAJOR)]
    with pytest.raises(ProblemError, match="no title"):
        findings.add_finding(study, "  ")


def picture(path, width=720, height=600):
    Image.new("RGB", (width, height), "white").save(path)
    return path


def test_clicks_are_drawn_on_the_page_picture_of_their_width(study, tmp_path):
    kept = pictures.add_picture(study, "https://app.test/verify-email?x=1", picture(tmp_path / "v.png"), 1440)
    assert (kept.page, kept.height) == ("/verify-email", 1200)
    result = clicks.count_clicks(study, ClickSpec("/verify-email", ClickKind.RAGE))
    assert clicks.save_clicks_picture(study, result, tmp_path / "out.png")
    drawn = Image.open(tmp_path / "out.png").convert("RGB")
    per_px = drawn.width / 1440
    around = drawn.crop(tuple(round(edge * per_px) for edge in (470, 270, 530, 330)))
    assert any(max(colour) - min(colour) > 60 for _, colour in around.getcolors(1_000_000)), "the hot place is coloured"
    assert drawn.getpixel((5, drawn.height - 5)) == (255, 255, 255)


@pytest.mark.parametrize(("content", "what"), [(b"GIF89a", "not a PNG"), (b"\x89PNG\r\n\x1a\n12", "cut off")])
def test_what_is_no_picture_is_refused(study, tmp_path, content, what):
    path = tmp_path / "p.png"
    path.write_bytes(content)
    with pytest.raises(ProblemError, match=what):
        pictures.add_picture(study, "/", path, 1440)
    assert pictures.list_pictures(study) == ()


def test_slides_carry_the_chart_the_picture_the_quotes_and_what_they_rest_on(study, tmp_path):
    pictures.add_picture(study, "/verify-email", picture(tmp_path / "v.png"), 1440)
    funnels.save_funnel(study, SPEC)
    view = dropoffs.look_at(study, DropOff(SPEC, 2))
    quote = findings.quote_evidence(view.answers[-1].answers[1])
    evidence = [findings.drop_off_evidence(view.drop_off), findings.clicks_evidence(view.clicks.spec, "#resend"), quote]
    findings.add_finding(study, "Resend does nothing", "Nobody gets a second code.", Severity.MAJOR, evidence)
    deck = Presentation(str(exports.write_slides(study, tmp_path / "deck.pptx")))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    words = " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    notes = " ".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    assert any(getattr(shape, "has_chart", False) and shape.has_chart for shape in shapes)
    assert any(shape.shape_type == 13 for shape in shapes), "a picture"
    assert "Resend did nothing at all" in words
    assert "12 of 20" in words
    assert "7 days of entering" in notes
    assert "3 answered and 2 were recorded" in notes


def test_an_empty_study_gives_slides_too(tmp_path):
    study = studies.create_study(tmp_path / "empty.convdesk")
    try:
        assert exports.write_slides(study, tmp_path / "deck").name == "deck.pptx"
        assert funnels.propose_funnel(study) is None
        assert studies.list_events(study) == ()
    finally:
        study.close()


def test_a_study_open_for_reading_refuses_imports(study, tmp_path):
    path = study.path
    study.close()
    reading = studies.open_study(path, read_only=True)
    with pytest.raises(ProblemError, match="reading only"):
        imports.import_file(reading, write_survey(tmp_path / "again.csv"))
    reading.close()


def test_a_mapping_of_ones_own_changes_what_a_column_means(study, tmp_path):
    from convdesk.operations.mappings import read_mapping

    told = tmp_path / "mapping.toml"
    told.write_text('[columns]\ndevice = "event"\n')
    log = write_events(tmp_path / "again.csv")
    report = imports.import_file(study, log, imports.ImportChoices(adapt=read_mapping(told)))
    assert set(report.names) == {"phone", "desktop"}
    told.write_text('[columns]\nnone = "event"\n')
    with pytest.raises(ProblemError, match="no column “none”"):
        imports.import_file(study, log, imports.ImportChoices(adapt=read_mapping(told)))


def test_a_name_few_people_meet_is_not_proposed_however_late_it_comes(tmp_path):
    log = tmp_path / "log.csv"
    rows = [f"u{n:02},step {step},2026-03-02T10:{step:02}:00Z" for n in range(40) for step in range(8) if n < 40 - step]
    rows += [f"u{n:02},rare error,2026-03-02T11:00:00Z" for n in range(5)]
    log.write_text("user_id,event,time\n" + "\n".join(rows) + "\n")
    study = studies.create_study(tmp_path / "rare.convdesk")
    imports.import_file(study, log)
    proposed = [step.name for step in funnels.propose_funnel(study).steps]
    study.close()
    assert len(proposed) == 5
    assert proposed == sorted(proposed)
    assert "rare error" not in proposed
