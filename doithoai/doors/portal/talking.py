"""What agencies asked the sender, and the sender's answers: on the follow page, by code, never by name."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doithoai.ground.core import clock
from doithoai.ground.core.actors import CITIZEN
from doithoai.ground.core.errors import Refused
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import relay
from doithoai.process.intake.models import Message, Opinion


class ReplyForm(forms.Form):
    """The sender's answer to an agency."""

    reply = forms.CharField(
        label=gettext_lazy("Trả lời đơn vị"),
        widget=forms.Textarea,
        max_length=relay.LONGEST,
        error_messages={
            "required": gettext_lazy("Xin viết lời nhắn."),
            "max_length": gettext_lazy("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự."),
            "null_characters_not_allowed": gettext_lazy("Có ký tự không đọc được. Xin gõ lại."),
        },
    )


def talk_of(opinion: Opinion) -> list[Message]:
    """Return the lines between agencies and this sender, oldest first, and note that they were seen."""
    talk = assignments.talk_of(opinion)
    if any(not line.from_sender and line.seen_at is None for line in talk):
        relay.mark_seen(opinion, now=clock.now())
    return talk


def reply(request: HttpRequest, opinion: Opinion) -> dict[str, Any]:
    """Take the answer; where it holds personal data, show it covered first. Returns what the follow page says."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return {"reply": form, "wrong_form": form, "status": 422}
    words = form.cleaned_data["reply"]
    shown = relay.covered(words)
    if shown != words and request.POST.get("covered") != "yes":
        return {"reply": form, "covered": shown, "status": 422}
    try:
        relay.reply(opinion, words, by=CITIZEN, now=clock.now())
    except Refused as refusal:
        return {"reply": form, "trouble": refusal.message, "status": refusal.status}
    return {"thanks": _("Đã gửi lời nhắn. Đơn vị chỉ thấy “Người gửi”.")}
