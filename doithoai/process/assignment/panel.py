"""On the case page: asking the sender something, without learning who it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doithoai.process.assignment import queries, relay, rules
from doithoai.process.assignment.panels import Panel
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Matter, Raising

OFFERED = 50


class AskForm(forms.Form):
    """Which voice is asked, and what."""

    voice = forms.ChoiceField(
        label=_("Hỏi người gửi ý kiến"), error_messages={"invalid_choice": _("Xin chọn một ý kiến trong danh sách.")}
    )
    text = forms.CharField(
        label=_("Câu hỏi"),
        max_length=relay.LONGEST,
        widget=forms.Textarea,
        error_messages={"required": _("Xin viết lời nhắn.")},
    )

    def __init__(self, *args: Any, voices: list[Raising], **kwargs: Any):
        kwargs.setdefault("auto_id", "ask_sender_%s")
        super().__init__(*args, **kwargs)
        self.opinions = {voice.opinion.code: voice.opinion for voice in voices}
        self.fields["voice"].choices = [(code, code) for code in self.opinions]  # type: ignore[attr-defined]


def form_for(matter: Matter, data: Any = None) -> AskForm:
    """Return the form that offers the voices behind a matter, the oldest first."""
    return AskForm(data, voices=list(triage.raisings_of(matter)[:OFFERED]))


def shows(seat: Any, matter: Matter) -> dict[str, Any]:
    """Return the lines with senders and, for who may ask, the form."""
    may = rules.asks_sender(seat, matter, queries.current(matter))
    return {"talk": queries.talk_about(matter), "form": form_for(matter) if may else None}


PANEL = Panel(template="assignment/relay.html", shows=shows, things=lambda matter: [])
