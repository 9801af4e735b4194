"""What the programme's pages read from a browser."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core import clock
from doithoai.ground.look.fields import PickField, VietDateField
from doithoai.process.people.models import TERRITORIES, Unit
from doithoai.process.programme.models import Announcement, Audience, ChairModel, Form, Kind, Medium
from doithoai.process.programme.periods import Pattern

WEEKDAYS = (
    ("", _("— không theo thứ —")),
    ("0", _("Thứ Hai")),
    ("1", _("Thứ Ba")),
    ("2", _("Thứ Tư")),
    ("3", _("Thứ Năm")),
    ("4", _("Thứ Sáu")),
    ("5", _("Thứ Bảy")),
    ("6", _("Chủ nhật")),
)


def _clock_time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%Hh"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 5, "placeholder": "08:00"}),
        error_messages={"invalid": _("Giờ theo dạng 24 giờ, ví dụ 08:00 hoặc 13:30.")},
    )


def _ways() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Bằng cách nào"),
        choices=Medium.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một cách công khai.")},
    )


def _done_by_today(day: Any) -> Any:
    """Only what was done can be recorded."""
    if day and day > clock.today():
        raise forms.ValidationError(_("Ngày công khai không thể ở tương lai: chỉ ghi khi đã làm."))
    return day


class PlanForm(forms.Form):
    """A meeting to be put on the programme."""

    kind = forms.ChoiceField(label=_("Loại cuộc"), choices=Kind.choices, initial=Kind.PERIODIC)
    audience = forms.ChoiceField(label=_("Với ai"), choices=Audience.choices, initial=Audience.PEOPLE)
    chair_model = forms.ChoiceField(
        label=_("Ai chủ trì"), choices=ChairModel.choices, initial=ChairModel.BOTH, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Tên cuộc"),
        max_length=300,
        help_text=_("Như sẽ ghi trên thông báo."),
        error_messages={"required": _("Xin ghi tên cuộc.")},
    )
    topic = forms.CharField(label=_("Chủ đề"), max_length=2000, required=False, widget=forms.Textarea)
    place = forms.CharField(label=_("Địa điểm"), max_length=300, required=False)
    held_on = VietDateField(label=_("Ngày tổ chức"))
    starts_at = _clock_time(_("Giờ bắt đầu"))
    collect_until = VietDateField(label=_("Ngày khóa lấy ý kiến"), required=False)
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=300, required=False, help_text=_("Kế hoạch, công văn hoặc chương trình năm.")
    )
    form = forms.ChoiceField(label=_("Hình thức"), choices=Form.choices, initial=Form.IN_PERSON)
    locality = PickField(
        label=_("Đối thoại tại địa bàn"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("— toàn địa bàn —"),
        error_messages={"invalid_choice": _("Địa bàn này không thuộc đơn vị.")},
    )
    locality_reason = forms.CharField(
        label=_("Vì sao chọn địa bàn này"), max_length=2000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, place: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        below = Unit.objects.filter(parent=place, level__in=TERRITORIES, valid_to=None).order_by("name_fold", "id")
        self.fields["locality"].queryset = below  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Collecting ends on the day of the meeting at the latest."""
        data = super().clean() or {}
        until, held = data.get("collect_until"), data.get("held_on")
        if until and held and until > held:
            self.add_error("collect_until", _("Ngày khóa lấy ý kiến phải trước hoặc đúng ngày họp."))
        if data.get("locality") and not data.get("locality_reason"):
            self.add_error("locality_reason", _("Cần ghi vì sao chọn địa bàn này."))
        return data


class AnnounceForm(forms.Form):
    """Where and when a meeting was made public."""

    media = _ways()  # type: ignore[assignment]
    where = forms.CharField(
        label=_("Đã công khai ở đâu"),
        max_length=300,
        help_text=_("Ví dụ: đài truyền thanh xã, bảng tin các thôn, trang điện tử."),
        error_messages={"required": _("Cần ghi nơi đã công khai.")},
    )
    published_on = VietDateField(label=_("Ngày công khai"))
    reference = forms.CharField(label=_("Số, ký hiệu thông báo"), max_length=200, required=False)
    text = forms.CharField(label=_("Nội dung thông báo"), max_length=10_000, required=False, widget=forms.Textarea)

    def clean_published_on(self) -> Any:
        """Only what was done can be recorded."""
        return _done_by_today(self.cleaned_data["published_on"])


class PublishForm(AnnounceForm):
    """One more proof that something about a meeting was made public."""

    kind = forms.ChoiceField(label=_("Đã công khai điều gì"), choices=(), widget=forms.RadioSelect)
    field_order = ("kind", "media", "where", "published_on", "reference", "text")

    def __init__(self, *args: Any, results: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = [Announcement.Kind.RESULTS, Announcement.Kind.NOTICE] if results else [Announcement.Kind.NOTICE]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0]


class MoveForm(forms.Form):
    """To which day, hour or place a meeting moves, and why; what was announced moves only in public."""

    held_on = VietDateField(label=_("Ngày mới"))
    starts_at = _clock_time(_("Giờ mới"))
    place = forms.CharField(label=_("Địa điểm"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Lý do thay đổi"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Lý do này được công khai cho người dân nếu cuộc đã thông báo."),
        error_messages={"required": _("Cần ghi rõ lý do.")},
    )
    media = forms.MultipleChoiceField(  # type: ignore[assignment]
        label=_("Đã báo thay đổi bằng cách nào"),
        choices=Medium.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chưa báo ở đâu thì để trống: thay đổi hiện ngay trên trang của đơn vị."),
    )
    where = forms.CharField(label=_("Đã báo ở đâu"), max_length=300, required=False)
    published_on = VietDateField(label=_("Ngày báo"), required=False)

    def clean_published_on(self) -> Any:
        """Only what was done can be recorded."""
        return _done_by_today(self.cleaned_data["published_on"])

    def clean(self) -> dict[str, Any]:
        """Ways, place and day of a notice belong together."""
        data = super().clean() or {}
        if any(data.get(part) for part in ("media", "where", "published_on")):
            for part in ("media", "where", "published_on"):
                if part not in self.errors and not data.get(part):
                    self.add_error(part, _("Đã báo thì cần đủ cách báo, nơi báo và ngày báo."))
        return data


class DraftForm(forms.Form):
    """The programme of a year as it begins."""

    title = forms.CharField(label=_("Tên chương trình"), max_length=300, required=False)
    basis = forms.CharField(label=_("Căn cứ"), max_length=2000, required=False, widget=forms.Textarea)


class IssueForm(forms.Form):
    """With which paper and on which day the programme was issued."""

    number = forms.CharField(
        label=_("Số, ký hiệu văn bản"),
        max_length=100,
        error_messages={"required": _("Cần ghi số, ký hiệu văn bản ban hành chương trình.")},
    )
    issued_on = VietDateField(label=_("Ngày ban hành"))

    def clean_issued_on(self) -> Any:
        """Only what was done can be recorded."""
        day = self.cleaned_data["issued_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Ngày ban hành không thể ở tương lai: chỉ ghi khi đã ban hành."))
        return day


class ReceptionsForm(forms.Form):
    """The fixed reception days of a year: a weekday, or days of the month."""

    chair_model = forms.ChoiceField(
        label=_("Ai tiếp"), choices=ChairModel.choices, initial=ChairModel.STATE, widget=forms.RadioSelect
    )
    weekday = forms.ChoiceField(label=_("Mỗi tuần vào"), choices=WEEKDAYS, required=False)
    month_days = forms.CharField(
        label=_("Mỗi tháng vào ngày"),
        max_length=40,
        required=False,
        help_text=_("Một hoặc nhiều ngày, ví dụ 10, 25. Ngày 31 là ngày cuối tháng."),
    )
    since = VietDateField(label=_("Từ ngày"))
    until = VietDateField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống là đến hết năm."))
    starts_at = _clock_time(_("Giờ bắt đầu"))
    place = forms.CharField(label=_("Nơi tiếp"), max_length=300, required=False)

    def clean_month_days(self) -> tuple[int, ...]:
        """Return the days of the month that were listed."""
        parts = self.cleaned_data["month_days"].replace(",", " ").replace(";", " ").split()
        if not all(part.isascii() and part.isdigit() and len(part) <= 2 and 1 <= int(part) <= 31 for part in parts):
            raise forms.ValidationError(_("Ghi các ngày từ 1 đến 31, cách nhau bằng dấu phẩy."))
        return tuple(sorted({int(part) for part in parts}))

    def clean(self) -> dict[str, Any]:
        """Some day must come round."""
        data = super().clean() or {}
        if not self.errors and not data.get("weekday") and not data.get("month_days"):
            raise forms.ValidationError(_("Chọn một thứ trong tuần hoặc ghi ngày trong tháng."))
        return data

    def pattern(self) -> Pattern:
        """Return the days that were asked for."""
        weekday = self.cleaned_data["weekday"]
        return Pattern(int(weekday) if weekday else None, self.cleaned_data["month_days"])


class CancelForm(forms.Form):
    """Why a meeting does not take place; published."""

    reason = forms.CharField(
        label=_("Lý do hủy"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Lý do này được công khai cho người dân."),
        error_messages={"required": _("Cần ghi rõ lý do.")},
    )
