"""How well the field is proposed for labelled opinions that no model has learned from."""

import json
from pathlib import Path
from typing import Any

from doithoai.ground.core.errors import Refused
from doithoai.ground.language import teaching
from doithoai.ground.language.fields import SURE, FieldModel
from doithoai.ground.language.fold import fold

Asked = tuple[str, str, str]


def field_figures(path: Path) -> dict[str, Any]:
    """Judge the shipped model on lines of {"text", "field_code", "place"}: right first, among three, calibration.

    `bare` is the same without diacritics; `sure` how many are proposed as chosen, and how many of these are right.
    """
    model, asked = FieldModel.default(), _asked(path)
    whole = teaching.measure(model, asked)
    bare = teaching.measure(model, [(fold(text), fold(place), field) for text, place, field in asked])
    sure, right = _sure(model, asked)
    return {
        "texts": whole.texts,
        "top1": whole.top1,
        "top3": whole.top3,
        "ece": whole.ece,
        "bare_top1": bare.top1,
        "bare_top3": bare.top3,
        "sure_share": round(sure / max(len(asked), 1), 4),
        "sure_right": round(right / max(sure, 1), 4),
    }


def _asked(path: Path) -> list[Asked]:
    """Read the labelled lines; one that cannot be read is named."""
    asked = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            asked.append((str(given["text"]), str(given.get("place") or ""), str(given["field_code"])))
        except (ValueError, KeyError, TypeError, AttributeError) as trouble:
            raise Refused(f"{path.name}, dòng {number}: cần text và field_code ({type(trouble).__name__})") from trouble
    return asked


def _sure(model: FieldModel, asked: list[Asked]) -> tuple[int, int]:
    best = [(next(iter(model.propose(text, place)), None), field) for text, place, field in asked]
    sure = [(one, field) for one, field in best if one is not None and one.confidence >= SURE]
    return len(sure), sum(one.code == field for one, field in sure)
