"""What people type on the public pages, read and checked."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core import codes
from doithoai.ground.language.fold import nfc
from doithoai.ground.notices import outbox
from doithoai.process.intake import rules, telling
from doithoai.process.intake.models import Mode
from doithoai.process.triage import objecting

_PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-]{5,24}")


class Line(forms.CharField):
    """One line of words: its limit said in plain words, marks composed, no hidden characters."""

    default_error_messages = {"null_characters_not_allowed": _("Có ký tự không đọc được. Xin gõ lại.")}

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(
            max_length=longest,
            error_messages={
                "max_length": _("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự."),
                "required": _("Xin điền ô này."),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Return the composed line, or refuse what could not be read."""
        line = " ".join(nfc(super().clean(value)).split())
        if "\ufffd" in line:
            raise forms.ValidationError(self.error_messages["null_characters_not_allowed"])
        return line


class WriteForm(forms.Form):
    """First screen: the words and where they come from. `text` keeps every byte as typed."""

    text = forms.CharField(
        label=_("Ông/bà muốn góp ý gì?"),
        widget=forms.Textarea,
        strip=False,
        help_text=_("Viết như đang nói chuyện. Nên nói rõ việc gì, ở đâu, mong được làm gì."),
        error_messages={
            "required": _("Xin viết ý kiến, ít nhất 20 ký tự."),
            "null_characters_not_allowed": _("Có ký tự không đọc được trong bài viết. Xin xóa rồi gõ lại chỗ đó."),
        },
    )
    village = Line(
        longest=120,
        label=_("Thôn, tổ dân phố"),
        required=False,
        help_text=_("Nơi ông/bà ở hoặc nơi xảy ra việc."),
    )

    def clean_text(self) -> str:
        """Check the length as people count it: composed characters, no blanks around."""
        text: str = self.cleaned_data["text"]
        length = len(nfc(text).strip())
        if "\ufffd" in text:
            raise forms.ValidationError(self.fields["text"].error_messages["null_characters_not_allowed"])
        if length < rules.FORM_SHORTEST:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        if length > rules.FORM_LONGEST:
            raise forms.ValidationError(_("Bài viết dài quá 5.000 ký tự. Xin rút ngắn, hoặc gửi làm hai lần."))
        return text


class WhoForm(forms.Form):
    """Second screen: who may know the sender, and whether to be told."""

    mode = forms.ChoiceField(
        label=_("Ai được biết tên ông/bà?"),
        widget=forms.RadioSelect,
        choices=[
            (Mode.CONFIDENTIAL, _("Giữ kín tên tôi")),
            (Mode.PUBLIC, _("Công khai tên tôi")),
            (Mode.ANONYMOUS, _("Không nêu tên")),
        ],
        initial=Mode.CONFIDENTIAL,
        error_messages={
            "required": _("Xin chọn một cách."),
            "invalid_choice": _("Xin chọn một trong ba cách."),
        },
    )
    name = Line(longest=120, label=_("Họ và tên"), required=False)
    phone = Line(longest=25, label=_("Số điện thoại"), required=False)
    address = Line(longest=200, label=_("Địa chỉ"), required=False)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        max_length=200,
        required=False,
        error_messages={
            "invalid": _("Địa chỉ thư chưa đúng, ví dụ ten@gmail.com."),
            "max_length": _("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự."),
            "null_characters_not_allowed": _("Có ký tự không đọc được. Xin gõ lại."),
        },
    )
    notify = forms.BooleanField(
        label=_("Báo tin cho tôi khi có trả lời"),
        help_text=_("Tin chỉ ghi số ý kiến, không ghi nội dung."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where no message can leave, none is promised.
        if not outbox.ways_out():
            del self.fields["notify"]

    def clean_email(self) -> str:
        """Take what every mail server takes."""
        email: str = self.cleaned_data["email"]
        if not email.isascii():
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"])
        return email

    def clean_phone(self) -> str:
        """Take a number in any usual writing."""
        phone: str = self.cleaned_data["phone"]
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError(_("Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678."))
        return phone

    def clean(self) -> dict[str, Any]:
        """A public voice needs a name; an anonymous one keeps none."""
        facts = super().clean() or {}
        if facts.get("mode") == Mode.PUBLIC and not facts.get("name") and "name" not in self.errors:
            self.add_error("name", _("Xin ghi họ và tên để công khai, hoặc chọn cách khác."))
        trouble = telling.trouble_with(facts, anonymous=facts.get("mode") == Mode.ANONYMOUS)
        if trouble and not {"email", "phone"} & set(self.errors):
            self.add_error("notify", trouble)
        return facts


class CodeForm(forms.Form):
    """The 16 digits on the receipt."""

    code = forms.CharField(
        label=_("Mã tra cứu"),
        max_length=60,
        help_text=_("16 chữ số trên giấy biên nhận, viết liền hay cách đều được."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )

    def digits(self) -> str | None:
        """Return the 16 digits, or None; a wrong and an absent code are told apart nowhere."""
        return codes.clean_secret(self.cleaned_data["code"]) if self.is_valid() else None


class RateForm(forms.Form):
    """The sender's verdict on one answer."""

    score = forms.TypedChoiceField(
        label=_("Ông/bà thấy câu trả lời thế nào?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            ("5", _("Rất hài lòng")),
            ("4", _("Hài lòng")),
            ("3", _("Tạm được")),
            ("2", _("Chưa hài lòng")),
            ("1", _("Rất không hài lòng")),
        ],
        error_messages={"required": _("Xin chọn một mức."), "invalid_choice": _("Xin chọn từ 1 đến 5.")},
    )
    solved = forms.TypedChoiceField(
        label=_("Việc đã được giải quyết chưa?"),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        choices=[("yes", _("Đã giải quyết")), ("no", _("Chưa giải quyết"))],
        error_messages={"required": _("Xin chọn đã hoặc chưa."), "invalid_choice": _("Xin chọn đã hoặc chưa.")},
    )
    comment = forms.CharField(
        label=_("Xin nói thêm"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        error_messages={
            "max_length": _("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự."),
            "null_characters_not_allowed": _("Có ký tự không đọc được. Xin gõ lại."),
        },
    )


class ObjectionForm(forms.Form):
    """The sender says that the own matter is another than the one it is answered with."""

    words = forms.CharField(
        label=_("Việc của ông/bà khác ở chỗ nào"),
        widget=forms.Textarea,
        max_length=objecting.LONGEST,
        min_length=objecting.SHORTEST,
        error_messages={
            "required": _("Xin viết việc của ông/bà khác ở chỗ nào."),
            "min_length": _("Xin viết rõ hơn: ít nhất %(limit_value)d ký tự."),
            "max_length": _("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự."),
            "null_characters_not_allowed": _("Có ký tự không đọc được. Xin gõ lại."),
        },
    )
