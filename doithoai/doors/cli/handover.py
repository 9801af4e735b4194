"""`doithoai handover`: pass the open business of a unit that ends to those that follow it, or show what would pass."""

import argparse
import json
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from doithoai.doors.cli import arguments, output
from doithoai.ground.core import clock
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.errors import Refused
from doithoai.process.assignment import handover
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import find_unit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `doithoai handover`."""
    parser.add_argument("--from", dest="unit", required=True, metavar="ĐƠN_VỊ", help="đơn vị kết thúc: tên hoặc mã")
    parser.add_argument("--on", type=arguments.day, required=True, metavar="NGÀY", help="ngày đơn vị kế thừa tiếp nhận")
    parser.add_argument("--basis", default="", metavar="CĂN_CỨ", help="số, ngày của nghị quyết hoặc quyết định")
    parser.add_argument("--map", metavar="TỆP", help="tệp JSON: mã việc và mã đơn vị nhận")
    parser.add_argument("--rest", metavar="ĐƠN_VỊ", help="nơi nhận những việc chưa rõ")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không bàn giao")
    parser.add_argument("--json", action="store_true", help="in đúng một văn bản JSON ra stdout")


def run(args: argparse.Namespace) -> int:
    """Show or make the handover; code 1 when something has no receiver."""
    old = find_unit(args.unit, args.on - timedelta(days=1))
    business = handover.open_business(old)
    plan = handover.propose(old, business, args.on)
    heirs = {unit.code or unit.name: unit for unit in handover.successors_on(old, args.on)}
    plan.update({code: _heir(heirs, name) for code, name in _chosen(args.map).items()})
    if args.rest:
        for thing in business.things():
            plan.setdefault(thing.code, _heir(heirs, args.rest))
    unclear = [thing.code for thing in business.things() if thing.code not in plan]
    if not args.dry_run:
        records = handover.hand_over(old, plan, on=args.on, basis=args.basis, by=OPERATOR, now=clock.now())
        output.note(_("Đã bàn giao. Có %(n)d biên bản để in và ký.") % {"n": len(records)})
    _print(old, plan, unclear, as_json=args.json)
    return 1 if unclear else 0


def _chosen(path: str | None) -> dict[str, str]:
    """Read {"VD-2025-000123": "unit code or name"}; anything else is refused with a sentence."""
    if path is None:
        return {}
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        raise Refused(_("Không đọc được tệp %(path)s (JSON).") % {"path": path}) from trouble
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise Refused(_("Tệp phải là một bảng JSON: mã việc và mã đơn vị nhận."))
    return found


def _heir(heirs: dict[str, Unit], name: str) -> Unit:
    found = heirs.get(name) or next((unit for unit in heirs.values() if unit.name == name), None)
    if found is None:
        raise Refused(_("“%(name)s” không phải đơn vị kế thừa từ ngày này.") % {"name": name}, sorted(heirs))
    return found


def _print(old: Unit, plan: handover.Plan, unclear: list[str], *, as_json: bool) -> None:
    if as_json:
        shares = {code: {"code": unit.code, "name": unit.name} for code, unit in plan.items()}
        output.document({"unit": old.name, "plan": shares, "unclear": unclear})
        return
    for code, unit in plan.items():
        output.say(f"{code} → {unit.name}")
    for code in unclear:
        output.say(_("%(code)s: chưa rõ đơn vị nhận") % {"code": code})
