"""The words that tell letterheads, totals, signatures and silence from opinions.

Everything is compared folded: without marks, lower case, single spaces.
"""

from __future__ import annotations

import re

from doithoai.ground.language.fold import fold

# "Bản tổng hợp", "Ban công tác": papers and boards, not villages.
_BAN = (
    r"ban(?! (?:tong hop|ghi|ke|thao|bao cao|cong tac|du thao|tin|cam ket|quan ly|chi dao|to chuc|thuong|chap hanh|"
    r"dan van|tiep|giam sat|thanh tra|an|nay|do|giao|y kien)\b)"
)
_PLACE = (
    r"(?:thon|xom|"
    + _BAN
    + r"|lang|ap|buon|bon|plei|soc|khom|to dan pho|to dp|tdp|khu pho|khu dan cu|kdc|tieu khu|khu|to|cum dan cu|cum)"
)
_SECTION = re.compile(
    r"^(?:(?:[ivx]+|\d{1,2}|[a-h])\s*[.)/:-]\s*)?(?:y kien (?:cua )?(?:nhan dan |cu tri |ba con )?)?("
    + _PLACE
    + r"\s*(?::|so)?\s*[^,;.]{1,40}?)"
    r"\s*(?:\(.{0,40}\)|[:–-]\s*(?:co )?\d+ (?:y kien|kien nghi|noi dung).{0,10})?\s*[:.]?$"
)
_INSIDE = re.compile(
    r"(?<!bien )(?<!van )\b(?:thon|xom|" + _BAN + r"|lang|ap|buon|bon|plei|soc|khom|to dan pho|tdp|khu pho|"
    r"khu dan cu|tieu khu)\b"
)
_TOTAL = re.compile(
    r"^(?:tong cong|tong so|tong|cong|cong cong|cong trang|luy ke)\b(?: *[:=(\d]|$| (?:so|y kien|kien nghi|co|chung|thon|xom|cac)\b)"
)
_SIGNATURE = re.compile(
    r"^(?:nguoi (?:tong hop|lap|ghi|viet|thong ke)|tm[./ ]|t/m|tm$|kt[./]|tl[./]|tuq[./]|thu ky|chu tri|chu toa|"
    r"truong (?:thon|ban|xom|khu|ap|doan)|to truong|bi thu|chu tich|pho chu tich|xac nhan|thay mat|"
    r"\(ky|\(da ky|ky ten|ky, |noi nhan|dai dien|ban cong tac mat tran|ban thuong truc|"
    r"thu truong|cac thanh vien|ket thuc|luu:)"
)
_DATE_LINE = re.compile(r"\bngay\s*[\d.…_]*\s*thang\s*[\d.…_]*(?:\s*nam\b|$)|^ngay \d{1,2}/\d{1,2}/\d{4}$")
_LETTERHEAD = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap\s*[-–]\s*tu do|^(?:uy ban|ubnd|ubmttq|ub mttq|mttq|dang uy|dang bo|hdnd|"
    r"hoi dong|mat tran|ban cong tac|so\s*:|so \.|bieu|mau so|phu luc|kinh gui|don vi\s*:|xa\s*:|tinh\s)|"
    r"^\(?(?:kem theo|ban hanh kem)|^[*_\-=. ]+$"
)
_NONE_WORDS = frozenset(
    [
        "khong",
        "co",
        "y",
        "kien",
        "nghi",
        "phan",
        "anh",
        "gi",
        "them",
        "nao",
        "khac",
        "de",
        "xuat",
        "a",
        "noi",
        "dung",
        "va",
        "hoac",
        "ca",
        "ai",
        "chua",
        "ko",
        "k",
        "thac",
        "mac",
        "bo",
        "sung",
        "can",
        "hoi",
        "phat",
        "bieu",
        "nhe",
        "het",
        "cau",
    ]
)
_AGREE = re.compile(
    r"^(?:co ban |hoan toan )?(?:nhat tri|dong y|thong nhat|dong tinh|tan thanh)(?: cao)?"
    r"(?: (?:voi|theo|noi dung|bao cao|du thao|cac|cua|chu truong|y kien|ubnd|xa|thon|hoi nghi|tren)\b.{0,60})?$"
)
_BUT = re.compile(r"\b(?:nhung|tuy nhien|de nghi|kien nghi|xin|mong|can|song)\b")
_NOT_WORDS = re.compile(r"^[\W\d_]*$|^(?:x|n/a|na|nil|none|null|k|ko|o)$")
_UNIT_NAMES = frozenset(
    [
        "thôn",
        "thon",
        "xóm",
        "xom",
        "bản",
        "làng",
        "lang",
        "ấp",
        "buôn",
        "buon",
        "bon",
        "plei",
        "sóc",
        "khóm",
        "khom",
        "tdp",
        "tổ dân phố",
        "to dan pho",
        "khu phố",
        "khu pho",
        "khu dân cư",
        "tiểu khu",
    ]
)
_PAST_NAME = frozenset(
    [
        "xa",
        "phuong",
        "huyen",
        "tinh",
        "nam",
        "ngay",
        "truoc",
        "quy",
        "gop",
        "ve",
        "tham",
        "tai",
        "de",
        "lan",
        "thang",
        "va",
    ]
)
_HEAD_LINE = re.compile(
    r"^(?:thoi gian|dia diem|thanh phan|so nguoi|so luong|tong so (?:nguoi|dai bieu|ho)|co mat|vang mat|hom nay|vao hoi|chu tri|chu toa|thu ky|"
    r"kinh gui|noi nhan|tham du|dai bieu|khach moi|i\. thanh phan|nguoi chu tri|can cuoc?|thuc hien)\b"
)
_MARKER = re.compile(r"^(?:[ivx]+|\d{1,2}|[a-h])\s*[.)/:-]\s*|^(?:[-+•*])\s*")
_FIELD = re.compile(
    r"^(?:(?:[ivx]+|\d{1,2}|[a-h])\s*[.)/:-]\s*)?(?:(?:ve )?(?:linh vuc|nhom van de)\s*:?\s*|(?:ve |cong tac ))(.{2,60}?)\s*:?$"
)
_NAME = re.compile(r"^(?:[^\W\d_]+\.? ){1,5}[^\W\d_]+$")
_TITLE = re.compile(r"^(?:ông/bà|ông|bà|anh|chị|cụ|đ/c|đồng chí|cử tri|bác|cô|chú)\s+", re.IGNORECASE)


def is_none(text: str) -> bool:
    """Silence in its many spellings: it is neither an opinion nor an error."""
    plain = fold(text).strip(" .,!:;\"'()[]")
    if _NOT_WORDS.match(plain):
        return not any(c.isdigit() for c in plain) or plain == "0"
    if len(plain) > 120:
        return False
    words = re.findall(r"\w+", plain)
    if words[0] in ("khong", "chua", "ko", "k", "het") and all(w in _NONE_WORDS for w in words):
        return True
    return bool(_AGREE.match(plain)) and not _BUT.search(plain)


def is_total(text: str) -> bool:
    """A total line under a table."""
    return len(text) < 100 and bool(_TOTAL.match(fold(text)))


def is_signature(text: str) -> bool:
    """Who signs, and what stands around a signature."""
    return len(text) < 90 and bool(_SIGNATURE.match(fold(text).lstrip("*- ")))


def is_date_line(text: str) -> bool:
    """Place and day above a signature."""
    return len(text) < 90 and bool(_DATE_LINE.search(fold(text)))


def is_letterhead(text: str) -> bool:
    """The head of an official paper."""
    return len(text) < 160 and bool(_LETTERHEAD.search(fold(text)))


def is_head_line(text: str) -> bool:
    """A line of the head of minutes: when, where, who was there."""
    return bool(_HEAD_LINE.match(fold(strip_marker(text))))


def is_title(text: str) -> bool:
    """A title in capitals, as stands above a list."""
    return len(text) < 160 and text.isupper() and len(text.split()) > 1


def village_line(text: str) -> str:
    """The village that a section line announces: `I. THÔN ĐÔNG:` gives `Thôn Đông`."""
    if len(text) > 80 or "\n" in text:
        return ""
    found = _SECTION.match(fold(text))
    if not found or len(found.group(1).split()) > 7:
        return ""
    part = _same_part(text, *found.span(1))
    # "Thôn Đông chưa có điện" is an opinion: a name has capitals or figures only.
    unit = len(re.match(_PLACE, fold(part)).group().split())  # type: ignore[union-attr]
    name = part.split()[unit:]
    named = name and all(w[:1].isupper() or w[:1].isdigit() or w in (":", "số") for w in name)
    return neat_village(part) if named else ""


def village_in(text: str) -> str:
    """The first village named inside a longer line, such as an address or a title."""
    flat = " ".join(text.split())
    for found in _INSIDE.finditer(fold(text)):
        name = _name_from(flat[found.start() : found.start() + 100].split())
        if name:
            return neat_village(name)
    return ""


def _name_from(words: list[str]) -> str:
    """The unit and the name at the head of these words; empty where no name follows the unit.

    A name ends where its capitals end; titles all in capitals are cut before their next phrase.
    """
    at = next((n for n in (3, 2, 1) if " ".join(words[:n]).lower().rstrip(":") in _UNIT_NAMES), 0)
    end = at
    while at and end < min(len(words), at + 4):
        word = words[end]
        if fold(word) in _PAST_NAME or not (word[:1].isupper() or word[:1].isdigit()):
            break
        end += 1
        if word[-1] in ",;.:)(":
            break
    return " ".join(words[:end]) if end > at else ""


def neat_village(text: str) -> str:
    """`THÔN  ĐÔNG :` as `Thôn Đông`; `TDP 5` spelled out."""
    text = " ".join(text.replace(":", " ").split()).strip(" .,;()-–")
    text = re.sub(r"(?i)^(?:tdp|t\.?d\.?p\.?|tổ dp)\s*(?=\S)", "Tổ dân phố ", text)
    if text.isupper() and len(text) > 3:
        text = text.title()
        text = re.sub(r"^Tổ Dân Phố", "Tổ dân phố", text)
        text = re.sub(r"^Khu Dân Cư", "Khu dân cư", text)
        text = re.sub(r"\b[IVX][ivx]+\b", lambda m: m.group().upper(), text)
    return text[:1].upper() + text[1:]


def is_village(text: str) -> bool:
    """Whether a cell or a sheet name names a village and nothing else."""
    return bool(village_line(text))


def field_line(text: str) -> str:
    """The field that a section line announces: `II. Lĩnh vực đất đai` gives `đất đai`."""
    if len(text) > 80:
        return ""
    found = _FIELD.match(fold(text))
    return _same_part(text, *found.span(1)).strip() if found else ""


def is_name(text: str) -> bool:
    """Whether a cell looks like a person's name: two to six capitalised words, no sentence."""
    bare = _TITLE.sub("", text.strip())
    return len(bare) < 45 and bool(_NAME.match(bare)) and all(word[:1].isupper() for word in bare.split())


def strip_marker(text: str) -> str:
    """A line without its leading number or dash."""
    found = _MARKER.match(fold(text))
    return _same_part(text, found.end(), len(fold(text))) if found else text


def _same_part(text: str, start: int, end: int) -> str:
    """The part of the original that stands where a folded match stands.

    Folding keeps one letter for one letter once spaces are single.
    """
    return " ".join(text.split())[start:end].strip()
