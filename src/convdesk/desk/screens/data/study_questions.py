"""The data screen's questions, answered by the operations on one study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.screens.data.looks import Said, StudyData
from convdesk.operations import answers, imports, studies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.answers import Question
    from convdesk.operations.study import Study


class StudyQuestions:
    """What one study holds."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def data(self) -> StudyData:
        formats = {reader.name: reader.title for reader in imports.list_readers()}
        questions = answers.list_questions(self._study)
        return StudyData(studies.describe_study(self._study), studies.list_events(self._study), formats, questions)

    def said(self, question: Question) -> Said:
        return Said(answers.list_answers(self._study, question), answers.count_answers(self._study, question))

    def remove_sources(self, source_ids: Sequence[str]) -> None:
        imports.remove_sources(self._study, source_ids)
