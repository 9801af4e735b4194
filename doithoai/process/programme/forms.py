"""What the programme's pages read from a browser."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core import clock
from doithoai.ground.look.fields import VietDateField
from doithoai.process.programme.models import Audience, ChairModel, Kind


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
    starts_at = forms.TimeField(
        label=_("Giờ bắt đầu"),
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%Hh"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 5, "placeholder": "08:00"}),
        error_messages={"invalid": _("Giờ theo dạng 24 giờ, ví dụ 08:00 hoặc 13:30.")},
    )
    collect_until = VietDateField(label=_("Ngày khóa lấy ý kiến"), required=False)
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=300, required=False, help_text=_("Kế hoạch, công văn hoặc chương trình năm.")
    )

    def clean(self) -> dict[str, Any]:
        """Collecting ends on the day of the meeting at the latest."""
        data = super().clean() or {}
        until, held = data.get("collect_until"), data.get("held_on")
        if until and held and until > held:
            self.add_error("collect_until", _("Ngày khóa lấy ý kiến phải trước hoặc đúng ngày họp."))
        return data


class AnnounceForm(forms.Form):
    """Where and when a meeting was made public."""

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
        day = self.cleaned_data["published_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Ngày công khai không thể ở tương lai: chỉ ghi khi đã làm."))
        return day


class CancelForm(forms.Form):
    """Why a meeting does not take place; published."""

    reason = forms.CharField(
        label=_("Lý do hủy"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Lý do này được công khai cho người dân."),
        error_messages={"required": _("Cần ghi rõ lý do.")},
    )
