"""What is typed when answering, approving, correcting and deciding on a reopening."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core.words import StrOrPromise
from doithoai.ground.look.fields import VietDateField
from doithoai.process.triage.models import Result

LONGEST = 10_000
RESULT_HINTS = {
    Result.RESOLVED: _("Việc đã xong. Cần bằng chứng hoặc số văn bản."),
    Result.RESOLVING: _("Đang làm. Cần việc sẽ làm, đơn vị làm và ngày xong. Trở thành cam kết công khai."),
    Result.EXPLAINED: _("Chỉ cần giải thích, cung cấp thông tin. Không tính là đã giải quyết."),
    Result.NOTED: _("Chỉ dùng cho góp ý, khi người dân không hỏi và không đề nghị gì."),
    Result.NOT_ACCEPTED: _("Không làm theo đề nghị. Nêu rõ lý do và căn cứ."),
    Result.NO_RESOURCES_YET: _("Đúng nhưng chưa có kinh phí. Nêu khi nào xem xét lại."),
    Result.OUT_OF_COMPETENCE: _("Thuộc cơ quan khác. Nêu cơ quan và văn bản đã chuyển."),
}


def _words(
    label: StrOrPromise,
    *,
    rows: int = 5,
    help_text: StrOrPromise = "",
    missing: StrOrPromise = "",
    required: bool = False,
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class AnswerForm(forms.Form):
    """The four parts of an answer and its result. A draft may be empty anywhere; the checker says what is missing."""

    reply = _words(
        _("1. Trả lời trực tiếp câu hỏi"), rows=7, help_text=_("Trả lời từng câu người dân hỏi, bằng lời dễ hiểu.")
    )
    basis = _words(
        _("2. Căn cứ, điều đã kiểm tra"), rows=3, help_text=_("Điều khoản, biên bản, kết quả kiểm tra thực tế.")
    )
    action = _words(_("Việc sẽ làm"), rows=3)
    action_by = forms.CharField(label=_("Ai làm"), max_length=200, required=False)
    action_due = VietDateField(label=_("Ngày xong"), required=False)
    evidence = _words(_("Bằng chứng"), rows=3, help_text=_("Biên bản nghiệm thu, ảnh, quyết định; ghi nơi lưu."))
    document = forms.CharField(label=_("Số, ngày văn bản"), max_length=200, required=False)
    result = forms.ChoiceField(
        label=_("Kết quả của vấn đề"), choices=Result.choices, required=False, widget=forms.RadioSelect
    )


class ApproveForm(forms.Form):
    """Approve what was read; the reason is needed when the checker still warns."""

    override_reason = forms.CharField(
        label=_("Lý do vẫn duyệt"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReturnForm(forms.Form):
    """Why the draft goes back."""

    reason = _words(_("Lý do trả lại"), rows=3, required=True, missing=_("Xin ghi lý do trả lại."))


class CorrectForm(forms.Form):
    """Why a published answer is corrected; everybody reads it."""

    reason = _words(_("Lý do đính chính (công khai)"), rows=3, required=True, missing=_("Xin ghi lý do đính chính."))


class ReopeningForm(forms.Form):
    """Open again, or say publicly why the answer stands."""

    reopen = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[("yes", _("Mở lại, trả lời lần nữa")), ("no", _("Giữ nguyên câu trả lời"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một quyết định.")},
    )
    reason = _words(_("Lý do (người gửi đọc được)"), rows=3, required=True, missing=_("Xin ghi lý do."))
