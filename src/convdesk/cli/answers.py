"""The command that asks what people answered."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table
from convdesk.cli.questions import SEGMENT
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.answers import SPOKEN
from convdesk.model.share import interval_text, share_text
from convdesk.operations import answers, segments, studies

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.answer_counts import AnswerCounts, OptionCount
    from convdesk.model.answers import Answer, AnswerList, Question


@click.command("answers", epilog='Example: convdesk answers onboarding.convdesk --question Q3 --search "expired"')
@STUDY
@click.option("--question", metavar="Q", help="Q1, Q2 … or the question's text; without it the questions are listed.")
@SEGMENT
@click.option("--search", default="", metavar="WORDS", help="Only answers with all these words.")
@JSON
def answers_(study: Path, question: str | None, segment: str, search: str, as_json: bool) -> None:
    """What people answered: how many chose what, the mean of a scale, or their own words."""
    opened = studies.open_study(study, read_only=True)
    try:
        if question is None:
            _print_questions(answers.list_questions(opened), as_json=as_json)
            return
        asked = segments.question_coded(opened, question)
        who = segments.read_segment(opened, segment)
        found = answers.list_answers(opened, asked, who, search)
        counts = answers.count_answers(opened, asked, who)
        lines = [other for other in answers.list_questions(opened) if other.parent == asked.id]
    finally:
        opened.close()
    if as_json:
        print_json(_document(found, counts, lines))
    else:
        _print(found, counts, lines)


def _document(found: AnswerList, counts: AnswerCounts, lines: list[Question]) -> dict[str, Any]:
    asked = found.question
    told: dict[str, Any] = {
        "question": asked.text, "code": asked.code, "kind": asked.kind.value, "n": found.n, "unshown": found.unshown,
        "answers": [_answer_document(answer) for answer in found.answers], "definition": found.definition,
        "tests_left_out": counts.tests, "columns": list(asked.shape.columns),
    }  # fmt: skip
    if counts.options:
        told["options"] = [
            {name: value for name, value in asdict(option).items() if name != "mean_place" or value is not None}
            for option in counts.options
        ]
    if counts.scale:
        told["scale"] = {**asdict(counts.scale), "labels": asked.shape.labels}
    if counts.nps:
        told["nps"] = {**asdict(counts.nps), "nps": round(counts.nps.nps, 2)}
    if lines:
        told["parts"] = [_question_document(line) for line in lines]
    return {**told, "note": counts.note} if counts.note else told


def _answer_document(answer: Answer) -> dict[str, Any]:
    said: dict[str, Any] = {"text": answer.text} if answer.value is None else {"value": answer.value}
    if answer.choices:
        said["choices"] = list(answer.choices)
    return {
        "id": answer.id, "respondent": answer.respondent, **said, "actor": answer.actor, "at": answer.at,
        "may_quote": answer.may_quote, "codes": [],
    }  # fmt: skip


def _question_document(question: Question) -> dict[str, Any]:
    return {"question": question.code, "kind": question.kind.value, "n": question.answered, "text": question.text}


def _print_questions(questions: tuple[Question, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({"questions": [_question_document(question) for question in questions]})
    else:
        rows = [(q.code, q.kind.value, q.answered, q.text) for q in questions]
        print_table(("", "Kind", "Answers", "Question"), rows)


def _print(found: AnswerList, counts: AnswerCounts, lines: list[Question]) -> None:
    asked, note = found.question, _note(found, counts)
    if lines and not found.answers:
        print_table(("", "Kind", "Answers", "Part"), [(q.code, q.kind.value, q.answered, q.text) for q in lines])
    elif counts.options:
        print_table(*_option_table(counts.options), title=asked.text, note=note)
    elif counts.scale:
        rows = [(answer, n) for answer, n in counts.scale.counts.items()]
        print_table(("Answer", "n"), rows, title=asked.text, note=note)
    if asked.kind in SPOKEN or not (counts.options or counts.scale or lines):
        rows_ = [(a.respondent, a.actor or "", (a.at or "")[:10], a.text) for a in found.answers]
        print_table(("Respondent", "Person", "Date", "Answer"), rows_, title=asked.text, note=note)


def _option_table(options: tuple[OptionCount, ...]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """How many chose each option; of a ranking, at which place it was put."""
    if any(option.mean_place is not None for option in options):
        return ("Option", "Ranked by", "Mean place"), [(o.option, o.n, o.mean_place) for o in options]
    rows = [(o.option, o.n, share_text(o.share), interval_text(o.low or 0, o.high or 0)) for o in options]
    return ("Option", "n", "Share", "95 % interval"), [*rows]


def _note(found: AnswerList, counts: AnswerCounts) -> str:
    """n, what was worked out, and what to be careful with."""
    parts = [f"n = {found.n:,}. {found.definition}"]
    if counts.scale:
        parts.append(f"Mean {counts.scale.mean:.2f}, from {counts.scale.least:g} to {counts.scale.most:g}.")
    if counts.nps:
        nps = counts.nps
        parts.append(
            f"NPS {nps.nps:.2f}: {nps.promoters} promoters, {nps.passives} passives, {nps.detractors} detractors."
        )
    parts += [counts.note] if counts.note else []
    return " ".join([*parts, f"{counts.tests:,} tests are left out."] if counts.tests else parts)


COMMANDS = (answers_,)
