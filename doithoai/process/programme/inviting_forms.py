"""What the pages of preparing, inviting, drawing and counting voters read from a browser."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from doithoai.ground.language.fold import nfc
from doithoai.ground.look.fields import PickField, VietDateField
from doithoai.process.people.models import Unit
from doithoai.process.programme import drawing, lots
from doithoai.process.programme.attending import Guest
from doithoai.process.programme.models import Attendee, Meeting
from doithoai.process.programme.requesting import MOST_VOTERS

MOST_LINES = 500
LONGEST_LINE = 180
_TOO_LONG = {"max_length": _("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự.")}
_WHOLE = {
    "invalid": _("Xin ghi một số nguyên."),
    "required": _("Xin ghi một số."),
    "min_value": _("Số nhỏ nhất là %(limit_value)s."),
    "max_value": _("Số lớn nhất là %(limit_value)s."),
}


def _number(label: Any, *, most: int, least: int = 1, required: bool = True, **more: Any) -> forms.IntegerField:
    """A whole number typed with or without dots between thousands."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 12, "autocomplete": "off"})
    return Whole(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        widget=widget,
        error_messages=_WHOLE,
        **more,
    )


class Whole(forms.IntegerField):
    """8500, 8.500 and 8 500 are one number."""

    def to_python(self, value: Any) -> Any:
        """Return the number, or None for an empty field."""
        text = str(value).replace(".", "").replace(" ", "") if value is not None else value
        if text and len(text) > 12:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


class UnitName(PickField):
    """A unit by its name alone."""

    def label_from_instance(self, unit: Unit) -> str:
        """Show the name."""
        return unit.name


class TaskForm(forms.Form):
    """Who prepares what by when."""

    what = forms.CharField(
        label=_("Việc cần chuẩn bị"),
        max_length=300,
        error_messages={"required": _("Xin ghi việc cần chuẩn bị."), **_TOO_LONG},
    )
    unit = UnitName(
        label=_("Đơn vị làm"), queryset=Unit.objects.none(), empty_label=_("Chọn đơn vị"),
        error_messages={"required": _("Xin chọn đơn vị."), "invalid_choice": _("Xin chọn một đơn vị trong danh sách.")},
    )  # fmt: skip
    due = VietDateField(label=_("Hạn xong"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class MoveTaskForm(TaskForm):
    """Another day or another unit for a task."""

    what = None  # type: ignore[assignment]


class ReasonForm(forms.Form):
    """Why something is given up."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Cần ghi rõ lý do."), **_TOO_LONG},
    )


class LocalityForm(forms.Form):
    """With which locality the place talks, and why."""

    locality = UnitName(
        label=_("Địa bàn"), queryset=Unit.objects.none(), required=False, empty_label=_("Toàn địa bàn"),
        error_messages={"invalid_choice": _("Xin chọn một địa bàn trong danh sách.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Vì sao chọn"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Lý do được công khai cùng cuộc."),
        error_messages=_TOO_LONG,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["locality"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A chosen locality has its reason."""
        data = super().clean() or {}
        if data.get("locality") and not nfc(data.get("reason") or "").strip():
            self.add_error("reason", _("Cần ghi vì sao chọn địa bàn này."))
        return data


class InviteForm(forms.Form):
    """Guests of one kind, one a line; a person with the village behind a semicolon."""

    kind = forms.ChoiceField(
        label=_("Mời ai"),
        widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in Attendee.Kind if kind != Attendee.Kind.LOT],
        initial=Attendee.Kind.ROLE,
        error_messages={"required": _("Xin chọn một cách mời."), "invalid_choice": _("Xin chọn một cách mời.")},
    )
    lines = forms.CharField(
        label=_("Danh sách, mỗi dòng một"),
        widget=forms.Textarea,
        max_length=100_000,
        error_messages={"required": _("Xin ghi ít nhất một dòng."), **_TOO_LONG},
    )

    def __init__(self, *args: Any, villages: Iterable[Unit] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.villages = {nfc(unit.name).casefold(): unit for unit in villages}

    def clean_lines(self) -> list[str]:
        """Take the lines apart and name the one that is too long."""
        lines = lots.lines_of(self.cleaned_data["lines"])
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("Mỗi lần mời tối đa 500 dòng. Xin chia làm nhiều lần."))
        for number, line in enumerate(lines, 1):
            if len(line) > LONGEST_LINE:
                raise forms.ValidationError(_("Dòng %(n)d dài quá 180 ký tự.") % {"n": number})
        return lines

    def guests(self) -> list[Guest]:
        """Return who is to be invited: a role or an organisation by its words, a person under a seal."""
        if self.cleaned_data["kind"] != Attendee.Kind.PERSON:
            return [Guest(line) for line in self.cleaned_data["lines"]]
        return [self._person(line) for line in self.cleaned_data["lines"]]

    def _person(self, line: str) -> Guest:
        name, _semicolon, where = line.partition(";")
        where = where.strip()
        # As it will stand in the list of guests, whatever language the page has.
        with override(settings.LANGUAGE_CODE):
            label = (
                gettext("Khách mời đích danh, %(where)s") % {"where": where}
                if where
                else gettext("Khách mời đích danh")
            )
        return Guest(label, name.strip(), self.villages.get(nfc(where).casefold()))


class LotForm(forms.Form):
    """How a lot will be drawn: the villages with their sizes or lists, the seats, the number that will decide."""

    seats = _number(_("Số ghế bốc thăm"), most=1000)
    source = forms.CharField(
        label=_("Con số sẽ dùng"),
        max_length=200,
        help_text=_("Con số không ai ở đây chọn được, ví dụ: giải đặc biệt xổ số miền Bắc."),
        error_messages={"required": _("Xin ghi sẽ dùng con số nào."), **_TOO_LONG},
    )
    number_on = VietDateField(label=_("Ngày có con số"))
    reason = forms.CharField(
        label=_("Vì sao bốc lại"), max_length=2000, required=False, widget=forms.Textarea, error_messages=_TOO_LONG
    )

    def __init__(self, *args: Any, villages: list[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.villages = villages
        for unit in villages:
            self.fields[f"size_{unit.pk}"] = _number(
                _("Số người của %(village)s") % {"village": unit.name},
                least=0,
                most=drawing.MOST_PEOPLE,
                required=False,
            )
            self.fields[f"list_{unit.pk}"] = forms.CharField(
                label=_("Danh sách đánh số của %(village)s") % {"village": unit.name},
                required=False,
                widget=forms.Textarea,
            )

    def rows(self) -> Iterator[tuple[Unit, BoundField, BoundField]]:
        """Return each village with its two fields."""
        for unit in self.villages:
            yield unit, self[f"size_{unit.pk}"], self[f"list_{unit.pk}"]

    def clean(self) -> dict[str, Any]:
        """A list says the size itself; at least one village takes part."""
        data = super().clean() or {}
        places = []
        for unit in self.villages:
            size, lines = data.get(f"size_{unit.pk}"), lots.lines_of(data.get(f"list_{unit.pk}") or "")
            if lines and size not in (None, len(lines)):
                self.add_error(
                    f"size_{unit.pk}",
                    _("%(village)s: danh sách có %(found)d dòng, số người ghi %(size)d.")
                    % {"village": unit.name, "found": len(lines), "size": size},
                )
            size = len(lines) or size
            if size:
                mark = lots.fingerprint(lines) if lines else ""
                places.append({"village": unit.name, "size": size, "list": mark})
        if not places and not self.errors:
            raise forms.ValidationError(_("Xin ghi số người của ít nhất một thôn."))
        data["places"] = places
        return data


class NumberForm(forms.Form):
    """The number that came out, typed twice: a slip of the finger would draw other people."""

    number = forms.CharField(
        label=_("Con số đã có"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Xin ghi con số."), **_TOO_LONG},
    )
    again = forms.CharField(
        label=_("Ghi lại lần nữa"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Xin ghi con số lần nữa."), **_TOO_LONG},
    )

    def clean(self) -> dict[str, Any]:
        """Both must be one number."""
        data = super().clean() or {}
        if data.get("number") and data.get("again") and data["number"].split() != data["again"].split():
            self.add_error("again", _("Hai lần ghi khác nhau. Xin xem lại."))
        return data


class NamesForm(forms.Form):
    """The numbered list of one village, pasted once more after the drawing."""

    village = forms.CharField(max_length=200, widget=forms.HiddenInput)
    people = forms.CharField(
        label=_("Danh sách đánh số, mỗi dòng một người"),
        widget=forms.Textarea,
        help_text=_("Đúng danh sách đã niêm phong. Chỉ tên người trúng được giữ, và được mã hóa."),
        error_messages={"required": _("Xin dán danh sách.")},
    )


class ElectorateForm(forms.Form):
    """How many voters the place had on a day, by which source."""

    voters = _number(_("Tổng số cử tri"), most=MOST_VOTERS)
    on = VietDateField(label=_("Tính đến ngày"))
    source = forms.CharField(
        label=_("Nguồn"),
        max_length=300,
        help_text=_("Ví dụ: danh sách cử tri bầu cử ngày 15/3/2026."),
        error_messages={"required": _("Xin ghi nguồn số liệu."), **_TOO_LONG},
    )


class RequestForm(forms.Form):
    """Voters ask for a meeting."""

    subject = forms.CharField(
        label=_("Cử tri yêu cầu họp về việc gì"),
        max_length=300,
        help_text=_("Được công khai. Không ghi tên người."),
        error_messages={"required": _("Xin ghi cử tri yêu cầu họp về việc gì."), **_TOO_LONG},
    )
    received_on = VietDateField(label=_("Ngày nhận yêu cầu"))
    reference = forms.CharField(
        label=_("Số, ký hiệu văn bản"), max_length=200, required=False, error_messages=_TOO_LONG
    )


class SheetForm(forms.Form):
    """One sheet of signatures."""

    voters = _number(_("Số cử tri ký"), most=MOST_VOTERS)
    village = forms.CharField(label=_("Thôn, tổ dân phố"), max_length=200, required=False, error_messages=_TOO_LONG)
    received_on = VietDateField(label=_("Ngày nhận phiếu"))
    reference = forms.CharField(label=_("Số phiếu"), max_length=200, required=False, error_messages=_TOO_LONG)


class MeetForm(forms.Form):
    """Which meeting answers a request."""

    meeting = PickField(
        label=_("Cuộc trả lời yêu cầu này"), queryset=Meeting.objects.none(), empty_label=_("Chọn cuộc"),
        error_messages={"required": _("Xin chọn một cuộc."), "invalid_choice": _("Xin chọn một cuộc trong danh sách.")},
    )  # fmt: skip

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
