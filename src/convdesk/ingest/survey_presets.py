"""What is known of tools whose exports vary by plan and language: signs to know them by, and roles to begin with."""

from __future__ import annotations

from dataclasses import dataclass, field

from convdesk.model.mapping import Role

_EMAIL = r"e-?mail(?: address)?"
_TIME = r"(?:date|time|created at|submitted(?: at)?|date submitted|response created at|completed at|date & time)"

_TASK = r"question(?: text)?|task(?: name)?|block(?: name| title)?"


@dataclass(frozen=True)
class Preset:
    """`signs`: each must fit one header. `roles`: of the headers they fit; all else is proposed as in any survey.

    `titles`: a question's words where the header alone does not say what was asked.
    """

    name: str
    title: str
    needs: str
    reason: str
    signs: tuple[str, ...]
    roles: dict[str, Role]
    titles: dict[str, str] = field(default_factory=dict)


_NOTED = Role.PROPERTY
PRESETS = (
    Preset(
        "hotjar", "Hotjar survey or feedback (CSV, spreadsheet)", "The answers of a survey as CSV or .xlsx.",
        "the columns of a Hotjar survey",
        ("hotjar user id", "date submitted", "(?:source )?url"),
        {
            "number": Role.RESPONDENT, "hotjar user id": Role.USER, "date submitted": Role.TIME, "user": _NOTED,
            "country": _NOTED, "source url": Role.PAGE, "url": Role.PAGE, "device": _NOTED, "browser": _NOTED,
            "os": _NOTED, "tags": _NOTED, "recording url": _NOTED, "sentiment score": _NOTED,
        },
    ),
    Preset(
        "zigpoll", "Zigpoll (CSV, one row an answer)", "An export with a row for each answer: question and answer.",
        "a question and an answer in each row, as Zigpoll writes it",
        ("question", "(?:answer|response)", _EMAIL, "(?:page|url|poll|date)"),
        {
            "participant(?: id)?": Role.RESPONDENT, _EMAIL: Role.EMAIL, "question": Role.QUESTION,
            "answer|response": Role.ANSWER, _TIME: Role.TIME, "page|url": Role.PAGE, "poll|ip|country|browser": _NOTED,
        },
    ),
    Preset(
        "delighted", "Delighted (CSV)", "The responses as CSV, with Score and Comment.",
        "a score, a comment and when the response was created, as Delighted writes it",
        ("score", "comment", "response created at.*|survey type|survey id"),
        {
            "(?:response |survey )?id": Role.RESPONDENT, _EMAIL: Role.EMAIL, "score": Role.SCALE, "comment": Role.OPEN,
            "response created at.*": Role.TIME, "survey (?:type|id|channel)|tags|permalink|notes": _NOTED,
        },
        {"score": "Score (how likely to recommend)"},
    ),
    Preset(
        "usertest", "UserTesting, Maze, Lyssna and the like (one row an answer)",
        "An export with a row for each answer: participant, task or question, answer.",
        "a participant, a task or question and an answer in each row",
        ("participant.*|tester.*|respondent.*", _TASK, "answer|response"),
        {
            "participant(?: id)?|tester(?: id)?|respondent(?: id)?|participant name": Role.RESPONDENT,
            _TASK: Role.QUESTION, "answer|response": Role.ANSWER,
            _TIME: Role.TIME, "device|browser|os|country|status": _NOTED,
        },
    ),
)  # fmt: skip
"""A preset is data: another tool is another entry, and the researcher can change every role before the import."""
