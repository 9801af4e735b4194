"""The moves of an opinion and of a matter."""

from django.utils.translation import gettext_noop as _

from doithoai.ground.core.flow import Flow, Move
from doithoai.process.intake.models import DataRequest, Opinion
from doithoai.process.triage import rules
from doithoai.process.triage.models import GroupProposal, Matter, Objection

V, M, D = Opinion.State, Matter.State, DataRequest.State  # V: a voice
G, B = GroupProposal.State, Objection.State  # B: a "but"

OPINION = Flow(
    "Opinion",
    Move("triage", (V.RECEIVED,), V.TRIAGED, rules.triages, _("Phân loại")),
    Move("undo_triage", (V.TRIAGED,), V.RECEIVED, rules.triages, _("Hoàn tác phân loại")),
    Move("set_aside", (V.RECEIVED,), V.SET_ASIDE, rules.triages, _("Không xử lý"), needs_note=True),
    Move("take_back", (V.SET_ASIDE,), V.RECEIVED, rules.triages, _("Đưa trở lại"), needs_note=True),
    Move("withdraw", (V.RECEIVED,), V.WITHDRAWN, rules.sent_it, _("Người gửi rút")),
    Move("hand_over", (V.RECEIVED,), V.HANDED_OVER, rules.triages, _("Hướng dẫn, chuyển cơ quan có thẩm quyền")),
)

MATTER = Flow(
    "Matter",
    Move("assign", (M.OPEN,), M.ASSIGNED, rules.gives, _("Giao việc")),
    Move("give_back", (M.ASSIGNED,), M.OPEN, rules.takes_part, _("Đơn vị trả lại"), needs_note=True),
    Move("answer", (M.OPEN, M.ASSIGNED), M.ANSWERED, rules.takes_part, _("Công bố trả lời")),
    Move("refer", (M.OPEN,), M.REFERRED, rules.triages, _("Chuyển cơ quan khác"), needs_note=True),
    Move("take_back_referral", (M.REFERRED,), M.OPEN, rules.triages, _("Rút lại việc chuyển"), needs_note=True),
    Move("close", (M.ANSWERED,), M.CLOSED, rules.triages, _("Kết thúc")),
    Move("reopen", (M.ANSWERED, M.CLOSED), M.OPEN, rules.gives, _("Mở lại"), needs_note=True),
)

DATA_REQUEST = Flow(
    "DataRequest",
    Move("answer", (D.OPEN,), D.ANSWERED, rules.sees_to_request, _("Trả lời đã nhận yêu cầu")),
    Move("finish", (D.OPEN, D.ANSWERED), D.DONE, rules.sees_to_request, _("Ghi đã làm xong")),
    Move("refuse", (D.OPEN, D.ANSWERED), D.REFUSED, rules.sees_to_request, _("Không thực hiện"), needs_note=True),
)

GROUP = Flow(
    "GroupProposal",
    Move("confirm", (G.PROPOSED,), G.CONFIRMED, rules.triages, _("Xác nhận nhóm")),
    Move("undo_confirm", (G.CONFIRMED,), G.PROPOSED, rules.triages, _("Hoàn tác nhóm")),
    Move("reject", (G.PROPOSED,), G.REJECTED, rules.triages, _("Không gộp nhóm")),
    Move("take_up", (G.REJECTED,), G.PROPOSED, rules.triages, _("Xem lại nhóm")),
)

OBJECTION = Flow(
    "Objection",
    Move("separate", (B.WAITING, B.INSISTED, B.KEPT, B.KEPT_TWICE), B.SEPARATED, rules.triages, _("Tách riêng")),
    Move("keep", (B.WAITING,), B.KEPT, rules.triages, _("Giữ chung"), needs_note=True),
    Move("insist", (B.KEPT,), B.INSISTED, rules.sent_it, _("Người gửi đề nghị xem lại")),
    Move("keep_again", (B.INSISTED,), B.KEPT_TWICE, rules.triages, _("Giữ chung lần hai"), needs_note=True),
)
