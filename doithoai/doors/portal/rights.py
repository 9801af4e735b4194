"""The sender's own rights, with the 16 digits and no login: see, download, correct, withdraw, erase, ask.

Every act is a form in the body of which the code travels; nothing of it ever stands in an address. Nobody may keep
any of these pages (no-store), and guessing is slowed down as on the follow page.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from doithoai.doors.portal import gate, held, story
from doithoai.doors.portal.forms import WhoForm
from doithoai.doors.portal.pages import show, takes
from doithoai.ground.core import clock, codes
from doithoai.ground.core.actors import CITIZEN
from doithoai.ground.core.errors import Refused
from doithoai.process.intake import queries as intake
from doithoai.process.intake import rights
from doithoai.process.intake.models import DataRequest, Mode, Opinion
from doithoai.process.intake.services import Sender
from doithoai.process.people.guards import public
from doithoai.process.triage import rights as sorting

LONG = gettext_lazy("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự.")
UNREADABLE = gettext_lazy("Có ký tự không đọc được. Xin gõ lại.")


class ContactForm(WhoForm):
    """What the sender wants the vault to hold instead."""

    mode = None  # type: ignore[assignment]
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        required=False,
        max_length=254,
        error_messages={"invalid": gettext_lazy("Xin xem lại địa chỉ thư điện tử."), "max_length": LONG},
    )


class AskForm(forms.Form):
    """What the code alone cannot do: a request to the place, with its clocks."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Ông/bà muốn gì?"),
        widget=forms.RadioSelect,
        choices=[
            (DataRequest.Kind.RESTRICT, gettext_lazy("Hạn chế hoặc phản đối việc dùng dữ liệu của tôi")),
            (DataRequest.Kind.CORRECT, gettext_lazy("Ghi lại cho đúng điều cơ quan ghi sai về tôi")),
            (DataRequest.Kind.ACCESS, gettext_lazy("Hỏi thêm: ai đã dùng dữ liệu của tôi, để làm gì")),
            (DataRequest.Kind.ERASE, gettext_lazy("Xóa cả những gì trang này không tự xóa được")),
        ],
        error_messages={
            "required": gettext_lazy("Xin chọn một yêu cầu."),
            "invalid_choice": gettext_lazy("Xin chọn một yêu cầu trong danh sách."),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Xin nói rõ"),
        widget=forms.Textarea,
        max_length=rights.LONGEST,
        error_messages={
            "required": gettext_lazy("Xin viết rõ ông/bà muốn gì."),
            "max_length": LONG,
            "null_characters_not_allowed": UNREADABLE,
        },
    )


class ReasonForm(forms.Form):
    """Why an opinion that is being worked on shall be withdrawn."""

    text = forms.CharField(
        label=gettext_lazy("Vì sao ông/bà muốn rút?"),
        widget=forms.Textarea,
        max_length=rights.LONGEST,
        error_messages={
            "required": gettext_lazy("Xin viết rõ ông/bà muốn gì."),
            "max_length": LONG,
            "null_characters_not_allowed": UNREADABLE,
        },
    )


@public
@takes("GET", "HEAD", "POST")
# No form token: whoever posts here must hold the 16 digits, which no other site can know; and no cookie is needed.
@csrf_exempt
@sensitive_post_parameters()
def mine(request: HttpRequest) -> HttpResponse:
    """Show what is held about one opinion and do what its sender asks."""
    if request.method != "POST":
        return gate.asks(request)
    opinion = gate.opened(request)
    if isinstance(opinion, HttpResponse):
        return opinion
    return ACTS.get(request.POST.get("do", ""), page)(request, opinion)


def page(request: HttpRequest, opinion: Opinion, *, status: int = 200, **more: Any) -> HttpResponse:
    """Show what is held, in plain words, and the ways to change it."""
    context = {
        "opinion": opinion,
        "digits": codes.clean_secret(request.POST["code"]),
        "sealed": opinion.handed == Opinion.Handed.DENUNCIATION,
        "left_contact": intake.left_contact(opinion),
        "has_identity": rights.has_identity(opinion) and not opinion.handed,
        "may_correct": opinion.mode != Mode.ANONYMOUS and not opinion.handed,
        "withdrawn": opinion.state == Opinion.State.WITHDRAWN,
        "openings": story.openings_of(opinion),
        "requests": intake.data_requests_of(opinion),
        "history": held.history_of(opinion),
        "contact": None,
        "ask": AskForm(auto_id="ask_%s"),
        **more,
    }
    return show(request, "rights", context, status=status)


def _confirm(request: HttpRequest, opinion: Opinion, act: str, form: Any = None, *, status: int = 200) -> HttpResponse:
    """Say what will happen and what stays, before the button."""
    context = {
        "opinion": opinion,
        "digits": codes.clean_secret(request.POST["code"]),
        "act": act,
        "at_once": opinion.state == Opinion.State.RECEIVED,
        "form": form,
        "clocks": rights.clocks_of(opinion.unit, DataRequest.Kind.WITHDRAW, clock.today()),
    }
    return show(request, "rights_confirm", context, status=status)


def _refused(request: HttpRequest, opinion: Opinion, refusal: Refused) -> HttpResponse:
    return page(request, opinion, trouble=refusal.message, status=refusal.status)


def _contact(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    contact = rights.read_own(opinion, by=CITIZEN, now=clock.now())
    form = ContactForm(initial=contact or {}, auto_id="contact_%s")
    return page(request, opinion, contact=contact or {}, contact_form=form)


def _save_contact(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    form = ContactForm(request.POST, auto_id="contact_%s")
    known = intake.own_contact(opinion) or {}
    if not form.is_valid():
        return page(request, opinion, contact=known, contact_form=form, wrong_form=form, status=422)
    sender = Sender(**{name: form.cleaned_data[name] for name in ("name", "phone", "address", "email")})
    try:
        rights.correct_contact(opinion, sender, by=CITIZEN, now=clock.now())
    except Refused as refusal:
        more = {"contact": known, "contact_form": form, "trouble": refusal.message}
        return page(request, opinion, **more, status=refusal.status)
    return page(request, opinion, thanks=_("Đã sửa thông tin liên hệ."))


def _download(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    contact = rights.read_own(opinion, by=CITIZEN, now=clock.now())
    response = HttpResponse(held.archive_of(opinion, contact, now=clock.now()), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{opinion.code}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


def _withdraw(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    return _confirm(request, opinion, "withdraw", ReasonForm())


def _withdraw_now(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    form = ReasonForm(request.POST)
    if opinion.state not in {Opinion.State.RECEIVED, Opinion.State.WITHDRAWN} and not form.is_valid():
        return _confirm(request, opinion, "withdraw", form, status=422)
    text = form.cleaned_data.get("text", "") if form.is_valid() else ""
    try:
        asked = sorting.withdraw(opinion, text=text, by=CITIZEN, now=clock.now())
    except Refused as refusal:
        return _refused(request, opinion, refusal)
    if asked.state == DataRequest.State.DONE:
        return page(request, opinion, thanks=_("Đã rút ý kiến. Không đơn vị nào xử lý nữa."))
    return page(request, opinion, thanks=_("Đã nhận yêu cầu rút ý kiến. Thời hạn ghi ở dưới."))


def _erase(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    return _confirm(request, opinion, "erase")


def _erase_now(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    try:
        done = rights.erase_identity(opinion, by=CITIZEN, now=clock.now())
    except Refused as refusal:
        return _refused(request, opinion, refusal)
    said = _("Đã xóa danh tính. Từ nay chỉ mã tra cứu mở được ý kiến này.")
    return page(request, opinion, thanks=said if done else _("Không còn thông tin nào về ông/bà để xóa."))


def _ask(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    form = AskForm(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return page(request, opinion, ask=form, wrong_form=form, status=422)
    try:
        rights.ask(opinion, form.cleaned_data["kind"], form.cleaned_data["text"], by=CITIZEN, now=clock.now())
    except Refused as refusal:
        return page(request, opinion, ask=form, trouble=refusal.message, status=refusal.status)
    return page(request, opinion, thanks=_("Đã nhận yêu cầu. Thời hạn ghi ở dưới."))


ACTS: dict[str, Callable[..., HttpResponse]] = {
    "contact": _contact,
    "save_contact": _save_contact,
    "download": _download,
    "withdraw": _withdraw,
    "withdraw_now": _withdraw_now,
    "erase": _erase,
    "erase_now": _erase_now,
    "ask": _ask,
}
