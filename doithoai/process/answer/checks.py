"""What an answer must be (design.md section 9): pure checks on its parts. They warn or refuse, a person decides."""

import re
from dataclasses import dataclass
from datetime import date

from doithoai.ground.language import personal, persons
from doithoai.ground.language.fold import fold
from doithoai.process.triage.models import MatterKind, Result

_EMPTY_FORMULAS = (
    "đã tiếp thu",
    "xin tiếp thu",
    "tiếp thu ý kiến",
    "sẽ xem xét",
    "sẽ nghiên cứu",
    "ghi nhận ý kiến",
    "tiếp tục quan tâm",
    "trong thời gian tới",
    "theo quy định hiện hành",
    "đang được xem xét",
)
_QUESTION = re.compile(r"[^.?!\n]*\?")


@dataclass(frozen=True)
class Finding:
    """One thing to look at: a code, the words that led to it, whether it forbids going on, or is only a hint.

    What is no hint is approved with a reason or not at all.
    """

    code: str
    words: str = ""
    blocks: bool = False
    hint: bool = False


def findings(parts: dict, *, kind: str, asked: str, today: date, title: str = "") -> list[Finding]:
    """Return what is missing, empty or personal in an answer's parts. `asked` is the matter's text, `title` its name."""
    return [
        *_missing(parts, kind=kind, today=today),
        *_empty(parts),
        *_open_questions(parts, asked),
        *_personal(parts, title),
    ]


def _missing(parts: dict, *, kind: str, today: date) -> list[Finding]:
    result, due = parts.get("result"), parts.get("action_due")
    found = []
    if not result:
        found.append(Finding("no_result", blocks=True))
    if len((parts.get("reply") or "").strip()) < 20:
        found.append(Finding("no_reply", blocks=True))
    if result == Result.RESOLVED and not (parts.get("evidence") or parts.get("document")):
        found.append(Finding("resolved_without_evidence", blocks=True))
    if result == Result.RESOLVING and not (due and due >= today and parts.get("action")):
        found.append(Finding("resolving_without_future_date", blocks=True))
    if result == Result.NOTED and kind != MatterKind.COMMENT:
        found.append(Finding("noted_but_something_was_asked", blocks=True))
    if bool(parts.get("action")) != bool(due) or (due and not parts.get("action_by")):
        found.append(Finding("work_without_date_or_owner", blocks=True))
    if not parts.get("basis"):
        found.append(Finding("no_basis"))
    return found


def _empty(parts: dict) -> list[Finding]:
    text = fold(" ".join(str(parts.get(name) or "") for name in ("reply", "action")))
    used = [formula for formula in _EMPTY_FORMULAS if fold(formula) in text]
    return [Finding("empty_formula", ", ".join(used))] if used and not parts.get("action_due") else []


def _open_questions(parts: dict, asked: str) -> list[Finding]:
    """Name each question of the matter whose telling words do not come back in the reply."""
    said = set(fold(" ".join(str(parts.get(name) or "") for name in ("reply", "basis", "action"))).split())
    found = []
    for question in _QUESTION.findall(asked):
        words = {word for word in re.findall(r"\w+", fold(question)) if len(word) > 3}
        if words and len(words & said) * 4 < len(words):
            found.append(Finding("question_left_open", question.strip()))
    return found


def _personal(parts: dict, title: str) -> list[Finding]:
    """Name each piece of personal data that would be made public. An office's landline is nobody's personal number.

    Names of persons are only guessed, and many an answer rightly names an official: they are a hint.
    """
    shown = [title, *(str(parts.get(name) or "") for name in ("reply", "basis", "action", "evidence", "document"))]
    found = [one for text in shown for one in personal.find(text)]
    named = dict.fromkeys(one.text for text in shown for one in persons.suggest(text))
    data = [Finding("personal_data", one.text) for one in found if not (one.kind == "phone" and _is_landline(one.text))]
    return [*data, *(Finding("person_named", name, hint=True) for name in named)]


def _is_landline(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return digits.startswith(("02", "842"))
