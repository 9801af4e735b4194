"""`doithoai suggest`: kind, field and bodies proposed for a text, each with how sure and why. Nothing is written."""

import argparse
import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from doithoai.doors.cli import output
from doithoai.ground.core import clock
from doithoai.ground.language.kinds import SURE as KIND_SURE
from doithoai.process.assignment import offering
from doithoai.process.assignment.offering import Offering
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import find_unit, home_unit
from doithoai.process.triage import suggesting
from doithoai.process.triage.models import MatterKind


def run(args: argparse.Namespace) -> int:
    """Print one answer a text; 1 when a single text has no words to go by."""
    today = args.on or clock.today()
    unit = find_unit(args.unit, today) if args.unit else home_unit()
    model = suggesting.model_in_use()

    @cache
    def at(place: str) -> Offering:
        return _offering(offering.place_named(place, unit, today).pk)

    @cache
    def _offering(pk: int) -> Offering:
        return Offering(Unit.objects.get(pk=pk), today)

    anything = False
    for text, place in _asked(args):
        suggestion = suggesting.suggest(text, place, model=model)
        likely = [(one.code, one.confidence) for one in suggestion.offered]
        bodies = at(place[:300]).offers(likely, text=text)
        answer = as_dict(suggestion, bodies)
        anything = anything or bool(suggestion.fields)
        if args.text == "-":
            output.say(json.dumps(answer, ensure_ascii=False))
        elif args.json:
            output.document(answer)
        else:
            _print(suggestion, bodies)
    return 0 if anything or args.text == "-" else 1


def as_dict(suggestion: suggesting.Suggestion, bodies: list[offering.UnitOffer]) -> dict[str, Any]:
    """Return the answer as scripts rely on it (design.md section 7)."""
    return {
        "kind": suggestion.kind_offer.code,
        "kind_confidence": suggestion.kind_offer.confidence,
        "kind_why": list(suggestion.kind_offer.why),
        "kind_sure": suggestion.kind_offer.confidence >= KIND_SURE,
        "sure": suggestion.sure,
        "signs": [{"kind": one.kind, "text": one.text, "reason": one.reason} for one in suggestion.signs],
        "fields": [
            {"code": one.code, "name": one.name, "confidence": one.confidence, "why": list(one.why)}
            for one in suggestion.fields
        ],
        "units": [
            {
                "code": one.unit.code,
                "name": one.unit.name,
                "part": one.part,
                "confidence": one.confidence,
                "sure": one.sure,
                "why": one.why,
            }
            for one in bodies
        ],
    }


def _asked(args: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Give (text, place): the one text, or each line of standard input, which may be {"text", "place"}."""
    if args.text != "-":
        yield args.text, args.place
        return
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", errors="replace").strip("\r\n")
        yield _line(line, args.place)


def _line(line: str, place: str) -> tuple[str, str]:
    if line.lstrip().startswith("{"):
        try:
            given = json.loads(line)
        except (ValueError, RecursionError):
            return line, place
        if isinstance(given, dict) and isinstance(given.get("text"), str):
            named = given.get("place")
            return given["text"], named if isinstance(named, str) else place
    return line, place


def _print(suggestion: suggesting.Suggestion, bodies: list[offering.UnitOffer]) -> None:
    kind = suggestion.kind_offer
    heading = _("Loại") if kind.confidence >= KIND_SURE else _("Loại (chưa chắc)")
    said = f"{heading}: {MatterKind(kind.code).label} ({kind.confidence:.2f}) {suggesting.quoted(kind.why)}"
    output.say(said.rstrip())
    if suggestion.door:
        output.say(_("Có dấu hiệu khiếu nại, tố cáo: %(words)s") % {"words": suggestion.signs_said})
    if not suggestion.fields:
        output.say(_("Không có chữ nào để đoán lĩnh vực."))
        return
    output.say(output.bold(_("Lĩnh vực") if suggestion.sure else _("Lĩnh vực (chưa chắc)")))
    for one in suggestion.offered:
        output.say(f"  {one.confidence:.2f}  {one.name}  {suggesting.quoted(one.why)}".rstrip())
    if bodies:
        output.say(output.bold(_("Cơ quan") if bodies[0].sure else _("Cơ quan (chưa chắc)")))
    for body in bodies:
        part = _("chủ trì") if body.part == offering.LEAD else _("phối hợp")
        output.say(f"  {body.confidence:.2f}  {body.unit.name} ({part}): {body.why}")
