"""How a duty's state and a rule's evidence are said and marked: colour never speaks alone."""

from django.utils.translation import gettext_lazy

from doithoai.process.programme.duties import Status

# The gravest first: status, word, tone, icon.
SIGNS = (
    (Status.MISSING, gettext_lazy("Thiếu"), "bad", "late"),
    (Status.LATE, gettext_lazy("Chậm"), "bad", "clock"),
    (Status.DUE, gettext_lazy("Chưa đến hạn"), "info", "calendar"),
    (Status.MET, gettext_lazy("Đạt"), "good", "check"),
    (Status.NOT_ESTABLISHED, gettext_lazy("Chưa xác lập"), "neutral", "question"),
)
SIGN = {status: {"word": word, "tone": tone, "icon": icon} for status, word, tone, icon in SIGNS}
RANK = {status: rank for rank, (status, *_rest) in enumerate(SIGNS)}
EVIDENCE = {
    "V": gettext_lazy("đã đọc văn bản"),
    "T": gettext_lazy("chỉ thấy tên văn bản"),
    "S": gettext_lazy("theo tài liệu của địa phương"),
    "P": gettext_lazy("theo thực hành, không phải điều luật"),
    "D": gettext_lazy("mới thấy dự thảo"),
    "M": gettext_lazy("theo trí nhớ, chưa kiểm chứng"),
    "N": gettext_lazy("đã tìm, không thấy"),
    "local": gettext_lazy("quy định riêng của đơn vị"),
}
