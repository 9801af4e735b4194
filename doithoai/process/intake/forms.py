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
from doithoai.ground.notices import outbox
from doithoai.process.intake import rules, telling
from doithoai.process.intake.keys import CHANNELS as KEY_CHANNELS
from doithoai.process.intake.models import Channel, CollectionRound, Mode, ReceptionTurn, RoundKind
from doithoai.process.intake.receptions import Voice
from doithoai.process.intake.rules import unit_for
from doithoai.process.intake.services import ROUND_CHANNELS, Sender, Where, channel_of
from doithoai.process.people.models import Role, Seat
from doithoai.process.people.queries import villages_of
from doithoai.process.programme.models import Meeting
from doithoai.process.programme.queries import TAKES_OPINIONS
from doithoai.process.programme.queries import visible_to as meetings_of

CHANNELS = (Channel.COUNTER, Channel.PHONE, Channel.MAILBOX, Channel.LETTER)
COLLECTOR_CHANNELS = (Channel.VILLAGE, Channel.MAILBOX, Channel.COUNTER)
# Words of a meeting entered from its minutes: each needs the meeting at which they were said.
SPOKEN = (Channel.HALL, Channel.RECEPTION, Channel.VOTER_CONTACT, Channel.ROUNDTABLE)


class _ForMeeting(forms.Form):
    """A form with the choice among the meetings that take opinions now."""

    meeting = forms.ChoiceField(label=pgettext_lazy("một", "Cuộc đối thoại"), required=False)
    # Meetings that are over and still take what their minutes say.
    with_minutes = False

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.seat = seat
        rows = list(meetings_of(seat).filter(state__in=TAKES_OPINIONS).order_by("held_on", "id")[:50])
        if self.with_minutes and seat.role != Role.COLLECTOR:
            rows += meetings_of(seat).filter(state=Meeting.State.CONCLUDED).order_by("-held_on", "-id")[:20]
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
    """One opinion as a clerk or collector hears or reads it; of a collection round, with the round's facts."""

    with_minutes = True
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
    email = forms.EmailField(label=_("Thư điện tử"), max_length=200, required=False)
    notify = forms.BooleanField(label=_("Người gửi muốn được báo tin khi có trả lời"), required=False)
    mode = forms.ChoiceField(
        label=_("Ai được biết tên"), choices=Mode.choices, initial=Mode.CONFIDENTIAL, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=_("Kênh"), error_messages={"invalid_choice": _("Xin chọn kênh trong danh sách.")})
    village = forms.CharField(label=_("Thôn, tổ dân phố"), max_length=200, required=False)
    said_on = VietDateField(label=_("Ngày người dân nêu"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seat: Seat, round: CollectionRound | None = None, **kwargs: Any):
        super().__init__(*args, seat=seat, **kwargs)
        self.unit = unit_for(seat)
        self.round = round
        collects = seat.role == Role.COLLECTOR
        allowed = COLLECTOR_CHANNELS if collects else (*CHANNELS, *SPOKEN)
        self.fields["channel"].choices = [(c.value, c.label) for c in allowed]  # type: ignore[attr-defined]
        self.villages = [seat.unit] if collects else list(villages_of(self.unit))
        self.fields["village"].widget.attrs.update({"list": "villages", "autocomplete": "off"})
        self.fields["key"].initial = uuid.uuid4
        if collects:
            self.fields["village"].disabled = True
            self.fields["village"].initial = seat.unit.name
        for name in ("name", "phone", "address", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if not outbox.ways_out():
            del self.fields["notify"]
        if round is not None:
            # Said once when the round was noted, not with every opinion.
            for name in ("channel", "said_on", "meeting", *(["village"] if round.village else [])):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Words of a meeting belong to a meeting of that kind; one that is over takes nothing else any more."""
        data = super().clean() or {}
        channel, meeting = data.get("channel"), data.get("meeting")
        if channel in SPOKEN and (meeting is None or channel_of(meeting) != channel):
            self.add_error("meeting", _("Kênh này cần chọn đúng cuộc đã nghe lời đó."))
        elif meeting is not None and meeting.state == Meeting.State.CONCLUDED and channel not in SPOKEN:
            self.add_error("channel", _("Cuộc này đã kết luận: chỉ nhập thêm lời đã nói tại cuộc, theo biên bản."))
        trouble = telling.trouble_with(data, anonymous=data.get("mode") == Mode.ANONYMOUS)
        if trouble and "email" not in self.errors:
            self.add_error("notify", trouble)
        return data

    def facts(self) -> dict[str, Any]:
        """Return what the verb takes besides the words."""
        data, collected = self.cleaned_data, self.round
        facts = {
            "key": data["key"].hex if data["key"] else "",
            "mode": data["mode"],
            "where": self.where(),
            "sender": self.sender(),
        }
        if collected is None:
            return facts | {name: data[name] for name in ("channel", "meeting", "said_on")}
        open_still = collected.meeting is not None and collected.meeting.state in TAKES_OPINIONS
        return facts | {
            "channel": ROUND_CHANNELS[RoundKind(collected.kind)],
            "meeting": collected.meeting if open_still else None,
            "said_on": collected.held_on,
        }

    def clean_said_on(self) -> Any:
        """A day in the future cannot have been said yet."""
        day = self.cleaned_data["said_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Ngày nêu không thể ở tương lai."))
        return day

    def where(self) -> Where:
        """Return where the voice comes from; a village typed without marks is still that village."""
        if self.round is not None and self.round.village:
            return Where(village=self.round.village, village_unit=self.round.village_unit, round=self.round)
        typed = self.cleaned_data["village"]
        unit = next((v for v in self.villages if v.name_fold == fold(typed)), None)
        return Where(village=unit.name if unit else typed, village_unit=unit, round=self.round)

    def sender(self) -> Sender:
        """Return what the sender left, for the vault."""
        data = self.cleaned_data
        return Sender(
            name=data["name"],
            phone=data["phone"],
            address=data["address"],
            email=data["email"],
            notify=data.get("notify", False),
        )


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


def _figure(label: Any, *, least: int, most: int, required: bool = True, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Xin ghi một số."),
            "invalid": _("Xin ghi một số."),
            "min_value": _("Ít nhất là %(limit_value)d."),
            "max_value": _("Nhiều nhất là %(limit_value)d."),
        },
        **more,
    )


class RoundForm(_ForMeeting):
    """A village meeting, a round of questionnaires or the opening of a box, before its voices are entered."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    kind = forms.ChoiceField(
        label=_("Lấy ý kiến bằng cách nào"),
        choices=RoundKind.choices,
        initial=RoundKind.VILLAGE_MEETING,
        widget=forms.RadioSelect,
    )
    held_on = VietDateField(label=_("Ngày"))
    village = forms.CharField(label=_("Thôn, tổ dân phố"), max_length=200, required=False)
    attendance = _figure(_("Số người dự"), least=0, most=100_000, required=False)
    letters = _figure(_("Số thư trong hòm"), least=0, most=100_000, required=False)
    witnesses = forms.CharField(
        label=_("Người chứng kiến"),
        max_length=300,
        required=False,
        help_text=_("Chức vụ, họ tên; cách nhau bằng dấu phẩy."),
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, seat=seat, **kwargs)
        self.unit = unit_for(seat)
        collects = seat.role == Role.COLLECTOR
        self.villages = [seat.unit] if collects else list(villages_of(self.unit))
        self.fields["village"].widget.attrs.update({"list": "villages", "autocomplete": "off"})
        if collects:
            self.fields["village"].disabled = True
            self.fields["village"].initial = seat.unit.name

    def clean_held_on(self) -> Any:
        """Only what has happened is noted."""
        day = self.cleaned_data["held_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Ngày này còn ở tương lai: chỉ ghi khi đã làm."))
        return day

    def clean(self) -> dict[str, Any]:
        """A box is opened before witnesses; a meeting is held somewhere."""
        data = super().clean() or {}
        if data.get("kind") == RoundKind.MAILBOX and not (data.get("witnesses") or "").strip():
            self.add_error("witnesses", _("Mở hòm thư cần ghi người chứng kiến."))
        if data.get("kind") in {RoundKind.VILLAGE_MEETING, RoundKind.HOUSEHOLDS} and not data.get("village"):
            self.add_error("village", _("Xin ghi thôn, tổ dân phố."))
        return data

    def facts(self) -> dict[str, Any]:
        """Return what the verb takes."""
        data = self.cleaned_data
        unit = next((v for v in self.villages if v.name_fold == fold(data["village"])), None)
        names = ("kind", "held_on", "attendance", "letters", "witnesses", "meeting")
        return {
            **{name: data[name] for name in names},
            "village": unit.name if unit else data["village"],
            "village_unit": unit,
            "key": data["key"].hex,
        }


class TurnForm(forms.Form):
    """One turn of a reception: who received, how many came, and what up to three of them said."""

    VOICES = (1, 2, 3)

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    persons = _figure(_("Số người của lượt"), least=1, most=1000, initial=1)
    received_by = forms.CharField(
        label=_("Người tiếp"), max_length=200, help_text=_("Chức vụ, họ tên. Giữ lại cho lượt sau.")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["persons"].widget.attrs["autofocus"] = True
        self.fields["received_by"].error_messages["required"] = _("Xin ghi người tiếp.")
        for number in self.VOICES:
            self.fields[f"words_{number}"] = forms.CharField(
                label=_("Nội dung người dân trình bày"),
                required=False,
                strip=False,
                max_length=rules.LONGEST,
                widget=forms.Textarea,
            )
            self.fields[f"name_{number}"] = forms.CharField(label=_("Họ tên"), required=False, max_length=120)
            self.fields[f"phone_{number}"] = forms.CharField(label=_("Điện thoại"), required=False, max_length=30)
            self.fields[f"address_{number}"] = forms.CharField(label=_("Địa chỉ"), required=False, max_length=300)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def blocks(self) -> list[dict[str, Any]]:
        """Return the fields of each voice for the page."""
        return [
            {name: self[f"{name}_{number}"] for name in ("words", "name", "phone", "address")} for number in self.VOICES
        ]

    def voices(self) -> list[Voice]:
        """Return the voices that were typed."""
        data = self.cleaned_data
        return [
            Voice(
                data[f"words_{number}"],
                Sender(name=data[f"name_{number}"], phone=data[f"phone_{number}"], address=data[f"address_{number}"]),
            )
            for number in self.VOICES
            if data[f"words_{number}"].strip()
        ]


class RefusalForm(forms.Form):
    """A reception refused: on which ground of the law, and what happened (REC-13, REC-14)."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    persons = _figure(_("Số người"), least=1, most=1000, initial=1)
    refusal = forms.ChoiceField(
        label=_("Căn cứ từ chối"),
        choices=[choice for choice in ReceptionTurn.Refusal.choices if choice[0]],
        widget=forms.RadioSelect,
        help_text=_("Luật Tiếp công dân, Điều 9: chỉ các trường hợp này."),
        error_messages={"required": _("Xin chọn căn cứ từ chối.")},
    )
    reason = forms.CharField(
        label=_("Việc đã xảy ra"),
        max_length=500,
        help_text=_("Không ghi họ tên người dân ở đây."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Cần ghi rõ lý do.")},
    )
    received_by = forms.CharField(
        label=_("Người tiếp"), max_length=200, error_messages={"required": _("Xin ghi người tiếp.")}
    )


class KeyForm(forms.Form):
    """A new key: whose system, by which channel."""

    name = forms.CharField(
        label=_("Hệ thống dùng khóa"),
        max_length=120,
        help_text=_("Ví dụ: Tổng đài 1022 tỉnh."),
        error_messages={"required": _("Xin ghi tên hệ thống dùng khóa.")},
    )
    channel = forms.ChoiceField(
        label=_("Kênh"),
        choices=[(channel.value, channel.label) for channel in KEY_CHANNELS],
        error_messages={"invalid_choice": _("Xin chọn kênh trong danh sách.")},
    )


class LetterForm(forms.Form):
    """What a clerk read in a letter that the reader could not take."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    words = forms.CharField(
        label=_("Lời của người gửi"),
        max_length=rules.LONGEST,
        strip=False,
        widget=forms.Textarea,
        help_text=_("Ghi nguyên lời trong thư, không tóm tắt."),
        error_messages={"required": _("Xin ghi lời của người gửi.")},
    )


class AsideForm(forms.Form):
    """Why a letter is no opinion."""

    reason = forms.CharField(
        label=_("Vì sao không phải ý kiến"), max_length=300, error_messages={"required": _("Cần ghi rõ lý do.")}
    )
