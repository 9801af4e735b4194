"""What a coordinator types: parts of a statement, reasons, the competent body."""

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from doithoai.ground.core.words import StrOrPromise
from doithoai.process.intake.models import Opinion
from doithoai.process.intake.rules import LONGEST
from doithoai.process.triage.models import Field, MatterKind

# Numbers before the names: in a select, typing "12" goes straight to the twelfth field.
NUMBERED_FIELDS = [
    (code, format_lazy("{} · {}", number, name)) for number, (code, name) in enumerate(Field.choices, start=1)
]
OWN_WORDS = "own"
REASONS = {
    "empty": _("Nội dung không nêu việc cụ thể nên chưa có căn cứ để xem xét."),
    "same": _("Ý kiến trùng hoàn toàn với ý kiến đã tiếp nhận của cùng người gửi."),
    "personal": _("Nội dung chỉ có lời xúc phạm hoặc chuyện riêng của người khác."),
    "court": _("Việc đã có bản án, quyết định có hiệu lực của Tòa án."),
}


def words(
    label: StrOrPromise, missing: StrOrPromise, *, longest: int = 2000, rows: int = 4, required: bool = True
) -> forms.CharField:
    """Return a text box with our own sentence for an empty one."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class PartForm(forms.Form):
    """One matter of a statement: new, or one that stands already (`into` holds its code)."""

    excerpt = words(_("Lời của người nêu"), _("Mỗi vấn đề cần phần lời của người nêu."), longest=LONGEST)
    title = forms.CharField(label=_("Tiêu đề ngắn"), max_length=200, required=False)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False, choices=[("", _("Chọn lĩnh vực")), *NUMBERED_FIELDS])
    kind = forms.ChoiceField(label=_("Loại"), required=False, choices=MatterKind.choices)
    find = forms.CharField(label=_("Tìm vấn đề đã có"), max_length=200, required=False)
    into = forms.CharField(label=_("Đưa vào"), max_length=40, required=False)

    def clean(self) -> dict:
        """A new matter needs its field; a matter that stands has one."""
        cleaned = super().clean() or {}
        if not cleaned.get("into") and not cleaned.get("field") and "field" not in self.errors:
            self.add_error("field", _("Chọn lĩnh vực cho vấn đề này."))
        return cleaned


class WordingForm(forms.Form):
    """How the matter of a group is written down; an empty title takes the most telling voice's own words."""

    title = forms.CharField(label=_("Tiêu đề"), max_length=200, required=False)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False, choices=[("", _("Chọn lĩnh vực")), *NUMBERED_FIELDS])
    kind = forms.ChoiceField(label=_("Loại"), required=False, choices=MatterKind.choices)


class KeepForm(forms.Form):
    """Why the matters stay together: the sender reads it."""

    reason = words(_("Lý do giữ chung (người gửi đọc được)"), _("Xin ghi lý do."), rows=4)


class SetAsideForm(forms.Form):
    """A public reason: one of the ready sentences, or the own words."""

    ready = forms.ChoiceField(
        label=_("Lý do (công khai với người gửi)"),
        choices=[*REASONS.items(), (OWN_WORDS, _("Lý do khác, ghi bên dưới"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một lý do.")},
    )
    own = words(_("Lý do khác"), "", required=False, rows=3)

    def clean(self) -> dict:
        """The own words are needed when they were chosen."""
        cleaned = super().clean() or {}
        if cleaned.get("ready") == OWN_WORDS and not (cleaned.get("own") or "").strip():
            self.add_error("own", _("Xin ghi lý do."))
        return cleaned

    def reason(self) -> str:
        """Return the sentence that will be shown to the sender."""
        chosen = self.cleaned_data["ready"]
        if chosen == OWN_WORDS:
            return self.cleaned_data["own"]
        # It is kept as said: the record speaks one language, whatever page the coordinator works on.
        with override(settings.LANGUAGE_CODE):
            return str(REASONS[chosen])


class ReasonForm(forms.Form):
    """Only a reason."""

    reason = words(_("Lý do"), _("Xin ghi lý do."), rows=3)


class HandOverForm(forms.Form):
    """To which body a complaint or denunciation goes."""

    kind = forms.ChoiceField(
        label=_("Đây là"),
        choices=[(Opinion.Handed.COMPLAINT, _("Khiếu nại")), (Opinion.Handed.DENUNCIATION, _("Tố cáo"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn khiếu nại hoặc tố cáo.")},
    )
    to = forms.CharField(
        label=_("Cơ quan có thẩm quyền"),
        max_length=300,
        error_messages={"required": _("Xin ghi cơ quan có thẩm quyền tiếp nhận.")},
    )
    read = forms.BooleanField(
        label=_("Tôi đã đọc hướng dẫn bên trên"),
        error_messages={"required": _("Xin đọc hướng dẫn rồi đánh dấu ô này.")},
    )


class RewordForm(forms.Form):
    """The desk's own wording of a matter."""

    title = forms.CharField(label=_("Tiêu đề ngắn"), max_length=200, error_messages={"required": _("Xin ghi tiêu đề.")})
    text = words(_("Nội dung vấn đề"), _("Xin ghi nội dung."), longest=LONGEST, rows=8)
    field = forms.ChoiceField(label=_("Lĩnh vực"), choices=NUMBERED_FIELDS)
    kind = forms.ChoiceField(label=_("Loại"), choices=MatterKind.choices)


class JoinForm(forms.Form):
    """The code of the matter to follow."""

    into = forms.CharField(max_length=40, error_messages={"required": _("Chọn vấn đề để gộp vào.")})


class SearchForm(forms.Form):
    """A code or some words, typed with or without marks."""

    tim = forms.CharField(label=_("Mã hoặc vài chữ của vấn đề"), max_length=200, required=False)
