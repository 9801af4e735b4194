"""Sample data for the gallery: every component empty, full of very long words, and in error."""

from datetime import date
from typing import Any

from django import forms

LONG = "NghiêngngảnghiệpđoànƯỠNGẪMỆCHỘTẰĐẶNGkhôngcókhoảngtrắngđểxuốngdòng"
ACCENTS = "ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG"


class Specimen(forms.Form):
    """One field of each kind the macros draw."""

    words = forms.CharField(
        label="Ông/bà muốn góp ý gì?",
        widget=forms.Textarea,
        min_length=20,
        max_length=5000,
        error_messages={"required": "Xin viết ý kiến, ít nhất 20 ký tự."},
        help_text="Viết như đang nói chuyện. Không cần câu chữ trang trọng.",
    )
    place = forms.CharField(label="Thôn, tổ dân phố", required=False)
    held_on = forms.DateField(
        label="Ngày họp thôn",
        input_formats=["%d/%m/%Y"],
        error_messages={"invalid": "Ngày phải theo dạng ngày/tháng/năm, ví dụ 21/11/2026."},
    )
    field = forms.ChoiceField(
        label="Lĩnh vực",
        required=False,
        choices=[("", "Chưa rõ"), ("dat", "Đất đai"), ("duong", "Đường giao thông nông thôn")],
    )
    mode = forms.ChoiceField(
        label="Ai được biết tên ông/bà?",
        widget=forms.RadioSelect,
        choices=[("kin", "Giữ kín"), ("cong", "Công khai"), ("an", "Không nêu tên")],
        error_messages={"required": "Xin chọn một cách."},
    )
    topics = forms.MultipleChoiceField(
        label="Nhận tin qua",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("sms", "Tin nhắn"), ("zalo", "Zalo")],
    )
    rating = forms.ChoiceField(
        label="Ông/bà thấy câu trả lời thế nào?",
        widget=forms.RadioSelect,
        choices=[
            ("5", "Rất hài lòng"),
            ("4", "Hài lòng"),
            ("3", "Tạm được"),
            ("2", "Chưa hài lòng"),
            ("1", "Rất không hài lòng"),
        ],
        error_messages={"required": "Xin chọn một mức."},
    )
    photo = forms.FileField(label="Ảnh chụp", required=False)
    agree = forms.BooleanField(label="Tôi đã xem lại nội dung", error_messages={"required": "Xin đánh dấu ô này."})


def context() -> dict[str, Any]:
    """What the gallery templates need besides the usual globals."""
    return {
        "blank": Specimen(auto_id="a_%s"),
        "wrong": Specimen({"words": "", "held_on": "31/02/2026", "place": LONG}, auto_id="b_%s"),
        "filled": Specimen(
            {"words": ACCENTS, "mode": "kin", "rating": "4", "topics": ["zalo"], "agree": "on"},
            auto_id="c_%s",
        ),
        "LONG": LONG,
        "ACCENTS": ACCENTS,
        "today": date(2026, 11, 21),
        "day": date,
    }
