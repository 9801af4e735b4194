"""Beside spoken words: the matters that are likely the same, and what was answered about them before."""

from dataclasses import dataclass
from typing import Any

from doithoai.process.answer.models import Answer
from doithoai.process.intake.same import Same, like

SAID = 400


@dataclass(frozen=True)
class Heard:
    """What is likely the same as words spoken in the hall; `answers`: the last published answer by the matter's id."""

    found: list[Same]
    answers: dict[int, Answer]


def of(seat: Any, words: str, village: str) -> Heard:
    """Return what this seat may see that is likely the same, with its earlier answers. Two queries besides the index."""
    found = like(words, seat=seat, place=village)
    published = Answer.objects.filter(matter__in=[one.ref for one in found], state=Answer.State.PUBLISHED)
    answers = {answer.matter_id: answer for answer in published.select_related("unit").order_by("published_at", "id")}
    return Heard(found, answers)
