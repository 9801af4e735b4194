"""Signs that words belong to another procedure: a complaint (khiếu nại) or a denunciation (tố cáo). Only a hint.

A complaint is against an administrative decision or act concerning the writer (Luật Khiếu nại 2011, Điều 2); a
denunciation tells of a breach of law by a person or office (Luật Tố cáo 2018, Điều 2). Talk about such matters in
general, and displeasure with how somebody behaves, are neither: those are opinions and stay here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from doithoai.ground.language.personal import plain_letters

COMPLAINT, DENUNCIATION = "complaint", "denunciation"
_READ = 20_000


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: `kind` complaint or denunciation, the span [start, end), its words, and which rule took it."""

    kind: str
    start: int
    end: int
    text: str
    reason: str


# All written small and with marks; for a text without marks the marks are taken off (so no \W, \S, \D in them).
_OFFICIAL = (
    r"(?:cán bộ|công chức|viên chức|chủ tịch|bí thư|trưởng (?:thôn|ấp|bản|xóm|khu|phòng|công an)|lãnh đạo|giám đốc|hiệu trưởng"
    r"|hiệu phó|kế toán|thủ quỹ|công an(?: viên| xã| phường| huyện)?|cảnh sát(?: giao thông)?|csgt|kiểm lâm|địa chính|thanh tra"
    r"|đội trưởng|chỉ huy trưởng|chi cục|ban quản lý|ủy ban|uỷ ban|đảng viên|chánh văn phòng|trưởng ban|tổ trưởng|phó phòng"
    r"|phó ban|chủ nhiệm|thủ kho)"
)
_ANYONE = rf"(?:{_OFFICIAL}|ông|bà|anh|chị|đồng chí|xã)"
_HEAVY = (
    r"(?:(?:nhận|ăn|đưa|đòi) hối lộ|ăn chặn|ăn bớt|bớt xén|cắt xén|tham ô|tham nhũng|biển thủ|rút ruột|bao che|bảo kê"
    r"|chống lưng|lợi dụng chức|lạm quyền|khai khống|lập khống|nâng khống|giả mạo|làm giả|(?:dùng|xài) bằng giả|bằng giả"
    r"|lót tay|vòi tiền|vòi vĩnh|đòi tiền|mãi lộ|phong bì(?! mừng)|chạy chức|đút túi|bỏ túi|trù dập|đánh đập|đánh dân|sàm sỡ"
    r"|chiếm đoạt|bán đất công|kê khống|chung chi|ăn chia|tư túi|xà xẻo|tiêu riêng|bòn rút|công quỹ|ngoài sổ|bán gỗ"
    r"|xây nhà riêng|(?:dùng|xài) bằng (?:cấp|đại học)[^.;!?\n]{0,8}giả"
    r"|đòi (?:\d+|mấy|vài|chục|trăm)[^.;!?\n]{0,8}(?:triệu|nghìn|ngàn|trăm)"
    r"|(?:cấp (?:đất|sổ)|chia|giao đất)[^.;!?\n]{0,12} cho (?:em|con|anh|vợ|chồng|người nhà|họ hàng|người thân|bà con họ))"
)
_MONEY = (
    rf"{_OFFICIAL}[^.;!?\n]{{0,30}}(?<!chưa )(?<!được )(?<!không )nhận tiền"
    r"(?! hỗ trợ| đền bù| bồi thường| lương| công| đặt cọc| cọc)"
)
# What is asked of everybody or told of no one: "phòng chống tham nhũng", "để không ai ăn bớt".
_GENERAL = (
    r"(?:phòng,? chống|chống|đẩy mạnh|đấu tranh|không ai|ngăn chặn|ngăn ngừa|nạn|tránh|cảnh báo|qua điện thoại)"
    r"(?: \w+){0,3} ?$"
    r"|\btội ?$"
)
# What stands between the person and the breach when the person is the one who acts against it.
_AGAINST = (
    r"\b(?:không|chưa|chẳng|đừng)(?: hề| dám| được| có)? ?$"
    r"|\b(?:xử nghiêm|xử lý (?:nghiêm|người|vụ)|bắt (?:được|giữ|kẻ|bọn|nhóm|người|tên)|vào cuộc|điều tra|báo có"
    r"|kẻ (?:gian|xấu|trộm|nào|đã)|bọn|đối tượng)(?: \w+){0,3} ?$"
)
# Spoken of as a thing of the world, of others or of the past, or said not to be meant.
_ABOUT_LAW = (
    r"(?:luật|đơn thư|giải quyết(?: đơn| các đơn)?|công tác|tình hình|tình trạng|tiếp nhận|hồ sơ|khiếu nại,?|khiếu kiện,?"
    r"|không(?: phải| nhằm| muốn)?(?: là)?(?: đơn)?|chẳng|chưa từng|đừng|vụ(?: việc)?|thời hiệu|thời hạn|hết hạn|thủ tục"
    r"|trình tự|quyền|(?<!là )(?<!nhiều )người(?: đến| đi)?|phòng|kênh"
    r"|hành khách|khách hàng|nhà mạng|điện lực|hãng|hướng dẫn(?: cách)?) ?$"
)
# What follows shows that it is asked about, over, or said to a seller.
_ABOUT_AFTER = (
    r"^[^.;!?\n]{0,40}?\b(?:ở đâu|đến (?:cơ quan nào|đâu)|là bao (?:nhiêu|lâu)|gửi đâu|nộp đâu"
    r"|đã (?:được (?:\w+ ){0,3}?)?(?:giải quyết|xử lý"
    r"|khép lại|trả lời)(?! lần)|vượt cấp)\b"
    r"|^ (?:về )?(?:cũ|hãng|nhà mạng|cước|tiền điện|tiền nước|tổng đài|công ty|cửa hàng|hóa đơn|dịch vụ)\b"
)
_OWN = r"(?:tôi|gia đình|nhà tôi|hộ tôi|vợ chồng tôi|con tôi|chúng tôi|nhà em|mẹ tôi|bố tôi)"
_DECISION = (
    r"(?:quyết định|thông báo thu hồi|biên bản xử phạt|biên bản này|biên bản đó|kết luận thanh tra|kết luận đó|kết luận này"
    r"|văn bản trả lời)"
)
_REFUSES = r"(?:không|chưa) (?:đồng ý|chấp nhận|nhất trí|thỏa mãn|thoả mãn)(?: với)?"
_WRONG = (
    r"(?:trái (?:pháp )?luật|sai(?: luật| trình tự| đối tượng)?\b|không đúng|không có căn cứ|trái quy định|chồng lên)"
)

_RULES = (
    (DENUNCIATION, "says_so", r"\btố cáo\b", _ABOUT_LAW),
    (DENUNCIATION, "says_so", rf"\btố giác (?:việc |hành vi (?:của )?)?(?:{_OFFICIAL}|ông|bà|anh|chị)\b", None),
    (DENUNCIATION, "official_and_wrong", rf"\b{_ANYONE}\b[^.;!?\n]{{0,70}}?\b{_HEAVY}\b", None),
    (DENUNCIATION, "official_and_wrong", rf"\b{_HEAVY}\b[^.;!?\n]{{0,25}}?\b(?:của|là) {_ANYONE}\b", None),
    (DENUNCIATION, "took_money", rf"\b{_MONEY}", None),
    (COMPLAINT, "says_so", r"\bkhiếu nại\b(?!,? tố cáo| lần đầu|,? khiếu kiện)", _ABOUT_LAW),
    (COMPLAINT, "refuses_decision", rf"\b{_REFUSES} {_DECISION}\b", None),
    (COMPLAINT, "decision_is_wrong", rf"\b{_DECISION}\b[^.;!?\n]{{0,90}}?\b{_OWN}\b[^.;!?\n]{{0,60}}?{_WRONG}", None),
    (COMPLAINT, "decision_is_wrong", rf"\b{_DECISION}\b[^.;!?\n]{{0,40}}?{_WRONG}[^.;!?\n]{{0,40}}?\b{_OWN}\b", None),
    (
        COMPLAINT,
        "wants_decision_undone",
        rf"\b(?:hủy(?: bỏ)?|huỷ(?: bỏ)?|thu hồi|rút lại|rút) quyết định\b[^.;!?\n]{{0,60}}?\b{_OWN}\b",
        None,
    ),
    (
        COMPLAINT,
        "wants_decision_undone",
        rf"\b{_DECISION}\b[^.;!?\n]{{0,90}}?\b{_OWN}\b[^;!?\n]{{0,60}}?\b(?:hủy|huỷ|hủy bỏ|rút lại) quyết định\b",
        None,
    ),
)
_BEFORE, _AFTER = 40, 70


@lru_cache(maxsize=2)
def _rules(*, marked: bool) -> tuple[tuple[str, str, re.Pattern[str], re.Pattern[str] | None], ...]:
    form = str if marked else plain_letters
    return tuple(
        (kind, reason, re.compile(form(rule)), re.compile(form(unless)) if unless else None)
        for kind, reason, rule, unless in _RULES
    )


def find(text: str) -> list[Sign]:
    """Return the signs in an NFC text in the order they stand, none overlapping. Reads 20,000 characters; linear."""
    read = text[:_READ]
    marked = not read.isascii()
    small = "".join(map(_small, read)) if marked else read.lower()
    general, against, over = _contexts(marked=marked)
    taken: list[Sign] = []
    covered = bytearray(len(small))
    for kind, reason, rule, unless in _rules(marked=marked):
        for hit in rule.finditer(small):
            before = small[max(0, hit.start() - _BEFORE) : hit.start()]
            heavy = small[max(0, hit.end() - _BEFORE) : hit.end()]
            if unless and (unless.search(before) or over.search(small[hit.end() : hit.end() + _AFTER])):
                continue
            if _is_general(reason, heavy, before, (general, against), marked=marked):
                continue
            if not any(covered[hit.start() : hit.end()]):
                covered[hit.start() : hit.end()] = b"\x01" * (hit.end() - hit.start())
                taken.append(Sign(kind, *hit.span(), text[slice(*hit.span())], reason))
    return sorted(taken, key=lambda sign: sign.start)


@lru_cache(maxsize=2)
def _contexts(*, marked: bool) -> tuple[re.Pattern[str], ...]:
    """What makes a breach nobody's, what makes it another's, and what makes "khiếu nại" a question or the past."""
    form = str if marked else plain_letters
    return tuple(re.compile(form(one)) for one in (_GENERAL, _AGAINST, _ABOUT_AFTER))


def _is_general(
    reason: str, words: str, before: str, contexts: tuple[re.Pattern[str], re.Pattern[str]], *, marked: bool
) -> bool:
    """Whether the breach is spoken of as such ("chống tham nhũng"), or as what this person acts against."""
    if reason != "official_and_wrong":
        return False
    general, against = contexts
    if general.search(before):
        return True
    breach = _breach(marked=marked).search(words)
    between = words[: breach.start()] if breach else ""
    return bool(breach and (general.search(between) or against.search(between)))


@lru_cache(maxsize=2)
def _breach(*, marked: bool) -> re.Pattern[str]:
    return re.compile(rf"\b{_HEAVY if marked else plain_letters(_HEAVY)}\b")


def _small(c: str) -> str:
    low = c.lower()
    return low if len(low) == 1 else c


def pieces(text: str, signs: Sequence[Sign]) -> list[tuple[str, Sign | None]]:
    """Return the text cut at its signs, so that a page can mark them: each piece with its sign, or None."""
    cut: list[tuple[str, Sign | None]] = []
    last = 0
    for sign in signs:
        cut += [(text[last : sign.start], None), (text[sign.start : sign.end], sign)]
        last = sign.end
    return [piece for piece in [*cut, (text[last:], None)] if piece[0]]


def door(signs: Sequence[Sign]) -> str:
    """Return the procedure the signs point to: a denunciation first, since its writer must be protected; or ''."""
    kinds = {sign.kind for sign in signs}
    return next((kind for kind in (DENUNCIATION, COMPLAINT) if kind in kinds), "")
