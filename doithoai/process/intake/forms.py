"""What intake's pages read from a browser."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doithoai.ground.core import clock
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.language.fold import fold
from doithoai.ground.look.fields import VietDateField
from doithoai.process.intake import rules
from doithoai.process.intake.models import Channel, Mode
from doithoai.process.intake.rules import unit_for
from doithoai.process.intake.services import Sender, Where
from doithoai.process.people.models import Role, Seat
from doithoai.process.people.queries import villages_of
from doithoai.process.programme.models import Meeting
from doithoai.process.programme.queries import TAKES_OPINIONS
from doithoai.process.programme.queries import visible_to as meetings_of

CHANNELS = (Channel.COUNTER, Channel.PHONE, Channel.MAILBOX, Channel.LETTER)
COLLECTOR_CHANNELS = (Channel.VILLAGE, Channel.MAILBOX, Channel.COUNTER)


class _ForMeeting(forms.Form):
    """A form with the choice among the meetings that take opinions now."""

    meeting = forms.ChoiceField(label=pgettext_lazy("một", "Cuộc đối thoại"), required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.seat = seat
        rows = meetings_of(seat).filter(state__in=TAKES_OPINIONS).order_by("held_on", "id")[:50]
        self.meetings: dict[str, Meeting] = {meeting.code: meeting for meeting in rows}
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]
            ("", _("Không gắn với cuộc nào")),
            *((code, f"{fmt_date(m.held_on)} · {m.title}") for code, m in self.meetings.items()),
        ]
        self.fields["meeting"].error_messages["invalid_choice"] = _(
            "Cuộc này không còn nhận ý kiến: xin chọn cuộc khác."
        )

    def clean_meeting(self) -> Meeting | None:
        """Return the meeting itself."""
        return self.meetings.get(self.cleaned_data["meeting"])


class EntryForm(_ForMeeting):
    """One opinion as a clerk or collector hears or reads it."""

    text = forms.CharField(
        label=_("Lời của người dân"),
        max_length=rules.LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"autofocus": True}),
        help_text=_("Ghi nguyên lời, không tóm tắt. Một người nói nhiều việc vẫn là một ý kiến."),
        error_messages={"required": _("Xin ghi lời của người dân.")},
    )
    name = forms.CharField(label=_("Họ tên người gửi"), max_length=120, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    mode = forms.ChoiceField(
        label=_("Ai được biết tên"), choices=Mode.choices, initial=Mode.CONFIDENTIAL, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=_("Kênh"), error_messages={"invalid_choice": _("Xin chọn kênh trong danh sách.")})
    village = forms.CharField(label=_("Thôn, tổ dân phố"), max_length=200, required=False)
    said_on = VietDateField(label=_("Ngày người dân nêu"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, seat=seat, **kwargs)
        self.unit = unit_for(seat)
        collects = seat.role == Role.COLLECTOR
        allowed = COLLECTOR_CHANNELS if collects else CHANNELS
        self.fields["channel"].choices = [(c.value, c.label) for c in allowed]  # type: ignore[attr-defined]
        self.villages = [seat.unit] if collects else list(villages_of(self.unit))
        self.fields["village"].widget.attrs.update({"list": "villages", "autocomplete": "off"})
        self.fields["key"].initial = uuid.uuid4
        if collects:
            self.fields["village"].disabled = True
            self.fields["village"].initial = seat.unit.name
        for name in ("name", "phone", "address"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_said_on(self) -> Any:
        """A day in the future cannot have been said yet."""
        day = self.cleaned_data["said_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Ngày nêu không thể ở tương lai."))
        return day

    def where(self) -> Where:
        """Return where the voice comes from; a village typed without marks is still that village."""
        typed = self.cleaned_data["village"]
        unit = next((v for v in self.villages if v.name_fold == fold(typed)), None)
        return Where(village=unit.name if unit else typed, village_unit=unit)

    def sender(self) -> Sender:
        """Return what the sender left, for the vault."""
        data = self.cleaned_data
        return Sender(name=data["name"], phone=data["phone"], address=data["address"])


class ImportForm(_ForMeeting):
    """A village's own file."""

    upload = forms.FileField(
        label=_("Tệp"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.docx"}),
        max_length=255,
        error_messages={
            "required": _("Xin chọn một tệp."),
            "empty": _("Tệp trống. Hãy kiểm tra lại tệp rồi gửi lần nữa."),
            "missing": _("Xin chọn một tệp."),
            "invalid": _("Xin chọn một tệp."),
            "max_length": _("Tên tệp quá dài: tối đa 255 ký tự."),
        },
    )
    village = forms.CharField(label=_("Thôn, tổ dân phố"), max_length=200, required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, seat=seat, **kwargs)
        self.unit = unit_for(seat)
        self.villages = [seat.unit] if seat.role == Role.COLLECTOR else list(villages_of(self.unit))
        self.fields["village"].widget.attrs.update({"list": "villages", "autocomplete": "off"})
        if seat.role == Role.COLLECTOR:
            self.fields["village"].disabled = True
            self.fields["village"].initial = seat.unit.name
