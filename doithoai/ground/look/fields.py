"""Form fields as people fill them in here, and how a verb's refusal comes back into a form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core.dates import fmt_date, parse_date
from doithoai.ground.core.errors import Refused


class VietDateField(forms.CharField):
    """A day typed as dd/mm/yyyy. Cleans to a date, or None when left empty."""

    default_error_messages = {
        "required": _("Xin ghi ngày."),
        "invalid": _("Ngày phải theo dạng ngày/tháng/năm, ví dụ 21/11/2026."),
        "far": _("Năm phải từ 1945 đến 2100."),
    }

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}))
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a day as people write it."""
        return fmt_date(value) if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        """Return the day, or None for an empty field that is not required."""
        text = super().clean(value)
        if not text:
            return None
        day = parse_date(text)
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if not 1945 <= day.year <= 2100:
            raise forms.ValidationError(self.error_messages["far"], code="far")
        return day


class PickField(forms.ModelChoiceField):
    """One row by its key. A number no database could hold is a wrong choice, not an error of ours."""

    def to_python(self, value: Any) -> Any:
        """Return the picked row."""
        if value not in self.empty_values and not is_key(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class PickManyField(forms.ModelMultipleChoiceField):
    """Several rows by their keys."""

    def clean(self, value: Any) -> Any:
        """Return the picked rows."""
        if isinstance(value, list | tuple) and not all(is_key(one) for one in value):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
            )
        return super().clean(value)


def is_key(value: Any) -> bool:
    """Say whether a posted value can be the key of a row at all."""
    return isinstance(value, int) or (
        isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19
    )


def refuse(form: forms.BaseForm, refused: Refused) -> None:
    """Put a verb's refusal into the form's error summary, cause by cause."""
    form.add_error(None, [refused.message, *refused.details])
