"""What the pages of rules and calendar read from a browser."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doithoai.ground.look.fields import VietDateField
from doithoai.process.regulation import names
from doithoai.process.regulation.profiles import Rule

_DAY_MONTH = re.compile(r"\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*")
_NUMBER = _("Xin ghi một số nguyên dương.")


class OnDayForm(forms.Form):
    """The day on which the rules are shown."""

    ngay = VietDateField(label=_("Quy định của ngày"), required=False)


class MonthDayField(forms.CharField):
    """A day of any year, typed dd/mm. Cleans to MMDD, as the limit counts it."""

    default_error_messages = {"invalid": _("Ngày theo dạng ngày/tháng, ví dụ 31/01.")}

    def prepare_value(self, value: Any) -> Any:
        """Show 31/01 for 131."""
        return names.day_words(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return the number, or None when left empty."""
        text = super().clean(value)
        if not text:
            return None
        found = _DAY_MONTH.fullmatch(text)
        if not found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(found[2]) * 100 + int(found[1])


class OverrideForm(forms.Form):
    """A place's own number for one rule. What the rule cannot take is not asked."""

    off = forms.BooleanField(label=_("Không áp dụng quy định này ở đơn vị"), required=False)
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=300,
        help_text=_("Số, ngày và tên văn bản của đơn vị."),
        error_messages={"required": _("Cần ghi căn cứ: số, ngày và tên văn bản của đơn vị.")},
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    valid_from = VietDateField(label=_("Áp dụng từ ngày"))
    valid_to = VietDateField(label=_("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if rule.binding:
            del self.fields["off"]
        if rule.limit is None:
            return
        label = _("Con số mới")
        value: forms.Field
        if rule.limit.unit == "month_day":
            value = MonthDayField(label=label, max_length=10, required=rule.binding)
        else:
            errors = {
                "required": _("Xin ghi con số mới."),
                "invalid": _NUMBER,
                "min_value": _NUMBER,
                "max_value": _("Con số này quá lớn."),
            }
            value = forms.IntegerField(
                label=label,
                required=rule.binding,
                min_value=1,
                max_value=10_000,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 6}),
                error_messages=errors,
            )
        self.fields = {"value": value, **self.fields}
        self.initial.setdefault("value", rule.limit.value)

    def clean(self) -> dict[str, Any]:
        """A number is needed unless the rule is not applied; it ends after it begins."""
        data = super().clean() or {}
        if not data.get("off") and "value" in self.fields and data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Xin ghi con số mới."))
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("Ngày kết thúc phải sau ngày bắt đầu."))
        data.setdefault("value", None)
        return data


class EndForm(forms.Form):
    """The last day of a setting."""

    on = VietDateField(label=_("Áp dụng đến hết ngày"))


class DayForm(forms.Form):
    """A day that works or rests otherwise than the calendar says."""

    day = VietDateField(label=_("Ngày"))
    works = forms.TypedChoiceField(
        label=_("Ngày này"),
        choices=[("0", _("Nghỉ")), ("1", _("Làm việc (làm bù)"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
        error_messages={
            "invalid_choice": _("Xin chọn nghỉ hoặc làm việc."),
            "required": _("Xin chọn nghỉ hoặc làm việc."),
        },
    )
    name = forms.CharField(
        label=_("Tên ngày"),
        max_length=200,
        help_text=_("Ví dụ: nghỉ bù Quốc khánh, làm bù cho ngày 31/8."),
        error_messages={"required": _("Xin ghi tên ngày: vì sao nghỉ hoặc làm việc.")},
    )
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=300,
        help_text=_("Số, ngày và tên văn bản."),
        error_messages={"required": _("Cần ghi căn cứ: số, ngày và tên văn bản.")},
    )
