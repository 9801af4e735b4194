"""What is typed in the hall: words, answers, notes, conclusions."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doithoai.ground.look.fields import PickField, VietDateField
from doithoai.process.answer.models import PARTS
from doithoai.process.intake.models import Mode
from doithoai.process.intake.rules import LONGEST, SHORTEST
from doithoai.process.programme.models import Medium
from doithoai.process.triage.models import Matter, Result


def _words(label: Any, rows: int, *, missing: Any = "", longest: int = LONGEST, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": _("Tối đa %(limit_value)d ký tự.")},
    )


def _line(label: Any, *, missing: Any = "", help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=200,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": missing, "max_length": _("Tối đa %(limit_value)d ký tự.")},
    )


class SpeechForm(forms.Form):
    """What somebody said. The name goes to the vault unless the person wants it public."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    words = _words(_("Lời phát biểu"), 7, missing=_("Chưa có lời phát biểu."))
    speaker = _line(_("Người phát biểu"))
    village = _line(_("Thôn, tổ dân phố"))
    public = forms.BooleanField(
        label=_("Người nói muốn công khai tên"),
        required=False,
        help_text=_("Không chọn thì tên được giữ kín, chỉ cán bộ tiếp nhận xem được."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["data-key"] = "w"
        self.fields["words"].widget.attrs["aria-label"] = _("Lời phát biểu")
        self.fields["speaker"].widget.attrs["data-key"] = "F2"
        self.fields["village"].widget.attrs["list"] = "villages"

    def clean_words(self) -> str:
        """Refuse what is too short to be a voice."""
        words = self.cleaned_data["words"]
        if len(words.strip()) < SHORTEST:
            raise forms.ValidationError(_("Lời phát biểu quá ngắn."))
        return words

    def facts(self) -> dict[str, Any]:
        """Return what the verb needs."""
        data = self.cleaned_data
        return {
            "words": data["words"],
            "speaker": data["speaker"],
            "village": data["village"],
            "key": data["key"].hex,
            "mode": Mode.PUBLIC if data["public"] and data["speaker"] else Mode.CONFIDENTIAL,
        }


class MatterChoice(PickField):
    """A matter shown by its code and title."""

    def label_from_instance(self, matter: Matter) -> str:
        """Return the words of one choice."""
        return f"{matter.code} · {matter.title}"


class SpokenAnswerForm(forms.Form):
    """An answer given on the spot: which matter, who said it, its four parts, its result."""

    matter = MatterChoice(
        queryset=Matter.objects.none(),
        label=pgettext_lazy("một", "Vấn đề"),
        empty_label=_("— chọn vấn đề —"),
        error_messages={
            "required": _("Chọn vấn đề được trả lời."),
            "invalid_choice": _("Vấn đề này không còn chờ trả lời."),
        },
    )
    said_by = _line(_("Người trả lời"), missing=_("Ghi người đã trả lời."), help_text=_("Chức vụ, họ tên."))
    reply = _words(_("Trả lời trực tiếp câu hỏi"), 5, missing=_("Ghi lời trả lời."))
    basis = _words(_("Căn cứ, điều đã kiểm tra"), 2)
    result = forms.ChoiceField(
        label=_("Kết quả"),
        choices=Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn kết quả.")},
    )
    action = _words(
        _("Việc sẽ làm"), 2, help_text=_("Có việc và ngày xong thì thành cam kết, được theo dõi công khai.")
    )
    action_by = _line(_("Đơn vị, người làm"))
    action_due = VietDateField(label=_("Ngày xong"), required=False)
    evidence = _words(_("Bằng chứng"), 2)
    document = _line(_("Số văn bản"))

    def __init__(self, *args: Any, matters: QuerySet[Matter], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["matter"].queryset = matters  # type: ignore[attr-defined]

    def parts(self) -> dict[str, Any]:
        """Return the parts of the answer."""
        return {name: self.cleaned_data[name] for name in PARTS}


class NoteForm(forms.Form):
    """Anything else that belongs in the minutes."""

    said = _words(_("Nội dung ghi"), 5, missing=_("Chưa có nội dung."))
    speaker = _line(_("Người nói"), help_text=_("Tên, chức vụ người điều hành; không ghi tên người dân ở đây."))


class ConcludeForm(forms.Form):
    """End of the meeting: how many came."""

    attendance = forms.IntegerField(
        label=_("Số người dự"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Số người dự phải là một số."),
            "min_value": _("Số người dự từ 0 đến 100.000."),
            "max_value": _("Số người dự từ 0 đến 100.000."),
        },
    )


class ConclusionForm(forms.Form):
    """The signed conclusions, for everybody to read."""

    text = _words(_("Nội dung kết luận"), 8, missing=_("Chưa có nội dung kết luận."), longest=50_000)
    signed_by = _line(_("Người ký"), missing=_("Ghi người ký kết luận."))
    document = _line(_("Số, ngày văn bản"))
    media = forms.MultipleChoiceField(  # type: ignore[assignment]
        label=_("Đã công khai bằng cách nào"),
        choices=Medium.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hội nghị cấp xã cần đủ ba cách đầu, trong 10 ngày kể từ ngày họp (Điều 43 khoản 3)."),
        error_messages={"required": _("Chọn ít nhất một cách công khai.")},
    )
    where = _line(_("Công khai ở đâu"), missing=_("Ghi nơi đã công khai."))
    published_on = VietDateField(label=_("Ngày công khai"))
