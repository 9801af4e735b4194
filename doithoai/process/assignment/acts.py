"""The acts of the case page: for each its address, form, verb and what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from doithoai.ground.core.errors import Refused
from doithoai.process.assignment import forms, queries, rules, services
from doithoai.process.assignment.flow import ASSIGNMENT, PROMISE
from doithoai.process.assignment.models import Assignment, Promise, Referral
from doithoai.process.people.models import Role, Seat
from doithoai.process.triage.flow import MATTER
from doithoai.process.triage.models import Matter


@dataclass(frozen=True)
class Act:
    """One act: its Vietnamese address, label, form, verb, the sentence after success, and whether it is the usual next step."""

    path: str
    label: str
    form: type[forms.ActForm]
    run: Callable[[Any, Seat, datetime], object]
    said: str
    main: bool = False


def _given(matter: Matter) -> Assignment:
    given = queries.current(matter)
    if given is None:
        raise Refused(_("Vấn đề này hiện không giao cho đơn vị nào."))
    return given


def _referral(matter: Matter) -> Referral:
    referral = queries.referrals_of(matter).last()
    if referral is None:
        raise Refused(_("Vấn đề này chưa chuyển cơ quan nào."))
    return referral


ACTS = {
    "assign": Act(
        "giao-viec",
        _("Giao việc"),
        forms.AssignForm,
        lambda form, by, now: services.assign(form.matter, **form.cleaned_data, by=by, now=now),
        _("Đã giao việc."),
        main=True,
    ),
    "accept": Act(
        "nhan-viec",
        _("Nhận việc"),
        forms.EmptyForm,
        lambda form, by, now: services.accept(_given(form.matter), by=by, now=now),
        _("Đã nhận việc."),
        main=True,
    ),
    "give_back": Act(
        "tra-lai",
        _("Trả lại"),
        forms.ReturnForm,
        lambda form, by, now: services.give_back(_given(form.matter), **form.cleaned_data, by=by, now=now),
        _("Đã trả lại, kèm lý do và đề xuất."),
    ),
    "extend": Act(
        "gia-han",
        _("Gia hạn"),
        forms.ExtendForm,
        lambda form, by, now: services.extend(_given(form.matter), **form.cleaned_data, by=by, now=now),
        _("Đã gia hạn. Người dân thấy hạn cũ, hạn mới và lý do."),
    ),
    "withdraw": Act(
        "rut-lai",
        _("Rút lại việc giao"),
        forms.ReasonForm,
        lambda form, by, now: services.withdraw(_given(form.matter), **form.cleaned_data, by=by, now=now),
        _("Đã rút lại. Vấn đề chờ giao việc."),
    ),
    "refer": Act(
        "chuyen",
        _("Chuyển cơ quan khác"),
        forms.ReferForm,
        lambda form, by, now: services.refer(form.matter, **form.cleaned_data, by=by, now=now),
        _("Đã ghi việc chuyển. Vấn đề còn nợ trả lời cho đến khi cơ quan kia xác nhận đã nhận."),
    ),
    "confirm_receipt": Act(
        "xac-nhan-nhan",
        _("Ghi nhận cơ quan kia đã nhận"),
        forms.ReceiptForm,
        lambda form, by, now: services.confirm_receipt(_referral(form.matter), **form.cleaned_data, by=by, now=now),
        _("Đã ghi giấy biên nhận."),
        main=True,
    ),
    "take_back_referral": Act(
        "rut-viec-chuyen",
        _("Rút lại việc chuyển"),
        forms.ReasonForm,
        lambda form, by, now: services.take_back_referral(_referral(form.matter), **form.cleaned_data, by=by, now=now),
        _("Đã rút lại. Vấn đề chờ giao việc."),
    ),
}
PROMISE_ACTS = {
    "report_done": Act(
        "xong",
        _("Báo đã làm xong"),
        forms.DoneForm,
        lambda form, by, now: services.report_done(form.promise, **form.cleaned_data, by=by, now=now),
        _("Đã ghi kết quả cam kết."),
    ),
    "move_promise": Act(
        "doi-ngay",
        _("Dời ngày"),
        forms.MoveForm,
        lambda form, by, now: services.move_promise(form.promise, **form.cleaned_data, by=by, now=now),
        _("Đã dời ngày. Lần dời được tính và công khai."),
    ),
}


def open_to(seat: Any, matter: Matter, given: Assignment | None) -> list[str]:
    """Return the acts this seat may do now, in the order of the page."""
    moves = {move.verb for move in MATTER.open_to(seat, matter)}
    work = {move.verb for move in ASSIGNMENT.open_to(seat, given)} if given else set()
    referral = queries.referrals_of(matter).last() if matter.state == Matter.State.REFERRED else None
    unconfirmed = referral is not None and referral.received_on is None
    may = {
        "assign": "assign" in moves and not matter.joined_into_id and not waits_for_chair(seat, matter),
        "accept": "accept" in work,
        "give_back": "return" in work,
        "extend": given is not None and rules.extends(seat, given) and not hasattr(given, "extension"),
        "withdraw": "withdraw" in work,
        "refer": "refer" in moves and not matter.joined_into_id,
        "confirm_receipt": unconfirmed and rules.gives(seat, matter),
        "take_back_referral": unconfirmed and "take_back_referral" in moves,
    }
    return [name for name in ACTS if may[name]]


def open_on(seat: Any, promise: Promise) -> list[str]:
    """Return the acts this seat may do on a promise."""
    done = any(move.verb == "report_done" for move in PROMISE.open_to(seat, promise))
    return list(PROMISE_ACTS) if done else []


def waits_for_chair(seat: Any, matter: Matter) -> bool:
    """Say whether so many units returned the matter that only the chair may give it again."""
    returned = queries.all_of(matter).filter(round=matter.round, state=Assignment.State.RETURNED).count()
    return returned >= rules.RETURNS_BEFORE_THE_CHAIR_DECIDES and seat.role != Role.CHAIR
