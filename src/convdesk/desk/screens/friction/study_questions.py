"""The friction screen's questions, answered by the operations on one study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.screens.friction.looks import HitsLook
from convdesk.operations import friction, hits, pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.friction import FrictionResult, FrictionRules, FrictionSpec, Occurrence
    from convdesk.model.hits import HitSpec
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study

USUAL_WIDTH, USUAL_HEIGHT = 1440, 900


class StudyQuestions:
    """`decode` makes a picture's bytes into what is drawn; it is called on a worker's thread."""

    def __init__(self, study: Study, decode: Callable[[bytes], object]) -> None:
        self._study, self._decode = study, decode

    def rules(self) -> FrictionRules:
        return friction.friction_rules(self._study)

    def count(self, spec: FrictionSpec, progress: Progress) -> FrictionResult:
        return friction.count_friction(self._study, spec, progress)

    def hits(self, spec: HitSpec, progress: Progress) -> HitsLook:
        found = hits.list_hits(self._study, spec, progress)
        picture = pictures.picture_for(self._study, found.page, found.width) if found.page else None
        width = found.width or (picture.width if picture else USUAL_WIDTH)
        lowest = max([USUAL_HEIGHT, *(round(y) + 100 for _, y in found.points)])
        height = round(picture.height * width / picture.width) if picture else lowest
        image = self._decode(pictures.picture_bytes(self._study, picture)) if picture else None
        return HitsLook(found, width, height, image)

    def corrected(self) -> tuple[Occurrence, ...]:
        return hits.list_corrected(self._study)

    def people(self, spec: HitSpec, progress: Progress) -> tuple[str, ...]:
        return hits.people_of_hits(self._study, spec, progress)

    def dismiss(self, hit: Occurrence) -> None:
        friction.dismiss(self._study, hit.signal, hit.recording, hit.at_ms, person=hit.actor)

    def take_back(self, correction: str) -> None:
        friction.take_back(self._study, correction)

    def keep_rules(self, rules: FrictionRules) -> None:
        friction.change_rules(self._study, rules)
