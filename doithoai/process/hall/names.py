"""What the outcomes of the sheet are called, and how they are coloured."""

from django.utils.translation import gettext_lazy as _

from doithoai.process.hall.balance import COMPLAINT, DENUNCIATION, OWED, SET_ASIDE, WAITING, WITHDRAWN
from doithoai.process.triage.models import Result

NAMES = {
    str(Result.RESOLVED): _("Đã giải quyết xong"),
    str(Result.RESOLVING): _("Đang giải quyết, có ngày xong"),
    str(Result.EXPLAINED): _("Đã giải trình, cung cấp thông tin"),
    str(Result.NOTED): _("Tiếp thu, ghi nhận"),
    str(Result.NOT_ACCEPTED): _("Không tiếp thu, có nêu lý do"),
    str(Result.NO_RESOURCES_YET): _("Chưa có nguồn lực"),
    str(Result.OUT_OF_COMPETENCE): _("Ngoài thẩm quyền, cơ quan khác đã nhận"),
    SET_ASIDE: _("Không xử lý, có nêu lý do"),
    COMPLAINT: _("Khiếu nại, đã hướng dẫn"),
    DENUNCIATION: _("Tố cáo, đã chuyển cơ quan có thẩm quyền"),
    WITHDRAWN: _("Người gửi đã rút"),
    WAITING: _("Chờ phân loại"),
    OWED: _("Còn nợ trả lời"),
}

TONES = {
    str(Result.RESOLVED): "good",
    str(Result.RESOLVING): "info",
    WAITING: "warn",
    OWED: "bad",
}

# Most favourable first, what is still to do last: the order in which a reader looks.
ORDER = tuple(NAMES)
