"""Suggest where a text names persons: "ông Nguyễn Văn A", "tôi tên là…", a signature. Never certain: a person decides.

Roads, schools, wards and bridges are called after people too; a name that such a word leads in is none of a person.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language.fold import canon
from doithoai.ground.language.personal import Found, plain_letters

_UP = "A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ"
_WORD = rf"[{_UP}](?:[^\W\d_]|['’](?=[^\W\d_]))*"
# Capitalised words one after another, at most six: longer runs are headings.
_RUN = re.compile(rf"(?<![\w'’]){_WORD}(?:[ \t]{_WORD}){{0,5}}(?![\w'’])")
# Written with marks, from which the forms without are made: "cư" is no "cụ", but "cu" may be one. No capitals in them.
_PERSON_WORD = (
    r"ông|bà|anh|chị|em|cháu|cô|chú|bác|cụ|mợ|dì|cậu|thím|dượng|thầy|đồng chí|đ/c|bs|bác sĩ|bác sỹ|luật sư|ks|ths|ts"
)
_OFFICE = (
    r"trưởng (?:thôn|ấp|bản|khu phố|khối|xóm|phòng)|(?:phó )?chủ tịch(?: xã| huyện| tỉnh| phường| mặt trận)?(?: ubnd| ủy ban)?"
    r"(?: xã| huyện| tỉnh| phường)?|cán bộ(?: \w+){0,2}|chuyên viên|(?:phó )?bí thư(?: chi bộ| đảng ủy| đoàn)?"
    r"|giám đốc(?: hợp tác xã| công ty| sở)?|hiệu trưởng|chủ nhiệm|công an viên|cảnh sát|đại biểu"
)
_SAID_TO_BE = (
    r"liệt sĩ|liệt sỹ|thương binh|bệnh binh|mẹ (?:việt nam anh hùng|vnah)|chủ hộ|hộ|ký tên|đại diện|đứng tên|tên(?: là)?"
    r"|người (?:viết|viết đơn|làm đơn|gửi|kiến nghị|đề nghị|khai)|họ (?:và )?tên|(?:tôi|em|cháu) (?:là|tên|tên là)"
    r"|(?:con|chồng|vợ|bố|mẹ|cha|má)(?: gái| trai)? (?:tôi|em|cháu)"
)
_LED_IN_SOURCE = (
    rf"(?<![\w/])(?:{_PERSON_WORD}|{_OFFICE}|{_SAID_TO_BE})(?: là| tên| tên là)?[ \t]{{0,3}}[:,]?\s{{0,3}}$"
)
_OFFICE_SOURCE = rf"(?<![\w/])(?:{_OFFICE})[ \t]{{1,3}}$"
# Words that lead in one capitalised word too: "ông Tư", "chị Hoa".
_ADDRESS_SOURCE = rf"(?<![\w/])(?:{_PERSON_WORD}|(?:tôi|em|cháu) (?:là|tên(?: là)?))[ \t]{{1,3}}$"
_CALLED_AFTER_SOURCE = (
    r"(?<!\w)(?:đường(?: ven (?:sông|biển))?|phố|ngõ|ngách|hẻm|kiệt|trục|tuyến|đoạn|chỗ|cầu|cống|kênh|kinh|rạch|sông|suối"
    r"|hồ|ao|đập|kè|công viên|quảng trường|tượng đài|đền(?: thờ)?|chùa|miếu|đình|lăng|làng|trường(?: \w+){0,6}|tiểu học|thcs"
    r"|thpt|chuyên|mầm non|mẫu giáo|đại học|cao đẳng|bệnh viện|phường|xã|thị trấn|thị xã|thành phố|quận|huyện|tỉnh|thôn"
    r"|xóm|ấp|bản|khu(?: \w+){0,4}|khóm|tổ dân phố|đảo|đèo|núi|dốc|bến(?: xe| phà| đò)?|ngã (?:ba|tư|năm|sáu)|vòng xoay"
    r"|nút giao|góc|chợ|từ|đến|qua|giải(?: \w+){0,3}|cúp|quỹ|giải thưởng|thư viện|bảo tàng|nhà máy(?: \w+){0,3}|thủy điện"
    r"|thuỷ điện|công ty(?: \w+){0,4}|doanh nghiệp|nông trường|lâm trường|chung cư|tòa nhà|khách sạn|nhà hàng|quán"
    r"|sân(?: vận động)?|nghĩa trang(?: liệt sĩ)?|di tích|vườn(?: quốc gia)?|(?:hẻm |số )?\d+[a-z]?(?:/\d+)*"
    r"|dự án(?: đường)?|giao với|rẽ vào)[ \t]{1,2}$"
)


@lru_cache(maxsize=20_000)
def _spelled(words: str) -> str:
    return canon(words)


class _Told:
    """What the words before a run of capitals say of it, read with marks or, in a text without any, without."""

    def __init__(self, *, marked: bool) -> None:
        sources = (_LED_IN_SOURCE, _OFFICE_SOURCE, _ADDRESS_SOURCE, _CALLED_AFTER_SOURCE)
        forms = sources if marked else map(plain_letters, sources)
        self.led_in, self.office, self.address, self.called_after = map(re.compile, forms)


_LIST_OF_ROADS = re.compile(r"[-–—,][ \t]{0,2}$|(?<!\w)(?:và|va|với|voi|đến|den|giao)[ \t]{1,2}$")
_TITLES = frozenset(_PERSON_WORD.split("|"))
_NOT_BY_ADDRESS = frozenset(
    ["ba ria", "ba trieu", "ba trung", "ong ba", "ba con", "bac ho", "bac ai", "anh hung", "chi em", "anh em", "chu y"]
) | {"co giao", "ba chua", "ong tao"}
_SIGNED = re.compile(r"(?:^|\n)[ \t]*([^\n]{4,40}?)[ \t.]*$")
_LOWER = re.compile(
    r"(?<!\w)(?:ong|ba|anh|chi|co|chu|bac|cu|toi la|toi ten(?: la)?|ten(?: la)?|ho ten)[ :]{1,3}"
    r"(?P<name>[a-z]{2,7} (?:van|thi|huu|duc|dinh|xuan|ba|cong|the|quang|minh|ngoc|thanh)(?: (?:thu|kim|my|thanh|ngoc|hong))?"
    r" [a-z]{2,7})(?!\w)"
)
_HIGHLAND = ("H'", "K'", "H’", "K’")
_BEFORE, _NEAR, _LONGEST_NAME = 60, 7, 5


@lru_cache(maxsize=1)
def _known() -> dict[str, frozenset[str]]:
    """Return surnames, names that roads bear, places that begin like a surname; in one spelling, small letters."""
    kinds: dict[str, set[str]] = {}
    for line in files(__package__).joinpath("data/people.tsv").read_text(encoding="utf-8").splitlines():
        kind, words = line.split("\t")
        kinds.setdefault(kind, set()).add(canon(words))
    kinds["surname without marks"] = {plain_letters(name) for name in kinds["surname"]}
    return {kind: frozenset(words) for kind, words in kinds.items()}


@lru_cache(maxsize=2)
def _told(*, marked: bool) -> _Told:
    return _Told(marked=marked)


def suggest(text: str) -> list[Found]:
    """Return the names of persons that an NFC text seems to hold, in order, none overlapping, none certain. Linear."""
    plain = plain_letters(text)
    told = _told(marked=not text.isascii())
    found: list[Found] = []
    last_place = -_NEAR
    for run in _RUN.finditer(text):
        before = text[max(0, run.start() - _BEFORE) : run.start()].lower()
        span = _person(run.group(), before, told, beside_place=run.start() - last_place < _NEAR)
        if span is not None:
            start, end = run.start() + span, run.end()
            found.append(Found("name", start, end, text[start:end], certain=False))
        elif told.called_after.search(before) or _borne(run.group()):
            last_place = run.end()
    return sorted([*found, *_without_capitals(text, plain, found), *_signature(text, found)], key=lambda one: one.start)


def _person(run: str, before: str, told: _Told, *, beside_place: bool) -> int | None:
    """Where in a run of capitalised words the name of a person begins; None where it is no person."""
    words = run.split()
    skip = _title_in(words)
    if skip:
        named_place = " ".join(map(plain_letters, words[: skip + 1])) in _NOT_BY_ADDRESS
        if named_place or told.called_after.search(before):
            return None
        before, words = " ".join(words[:skip]).lower() + " ", words[skip:]
    addressed = bool(told.address.search(before))
    if len(words) == 1 and not addressed:
        return None
    office = bool(told.office.search(before))
    if _place(words) or (told.called_after.search(before) and not addressed and not office):
        return None
    begin = len(run) - len(" ".join(words))
    if addressed:
        said = f"{plain_letters(before.split()[-1])} {plain_letters(words[0])}"
        short = len(words) == 1 and words[0].isupper()
        return None if said in _NOT_BY_ADDRESS or short or len(words) > _LONGEST_NAME else begin
    return begin if _is_name(words, before, told, office=office, beside_place=beside_place) else None


def _is_name(words: list[str], before: str, told: _Told, *, office: bool, beside_place: bool) -> bool:
    """Whether capitalised words that nobody is addressed by are a surname and a name."""
    known_surname = _spelled(words[0]) in _known()["surname"] or words[0][:2] in _HIGHLAND
    if not known_surname or not 2 <= len(words) <= _LONGEST_NAME or (beside_place and _LIST_OF_ROADS.search(before)):
        return False
    led_in = bool(told.led_in.search(before))
    if _borne(" ".join(words)) and not led_in:
        return False
    return len(words) >= 3 or (led_in and not office)


def _title_in(words: list[str]) -> int:
    """How many words at the head of a run are a title written with a capital: "Ông Nguyễn…"."""
    for count in (2, 1):
        if len(words) > count and " ".join(words[:count]).lower() in _TITLES:
            return count
    return 0


def _place(words: list[str]) -> bool:
    return any(_spelled(" ".join(words[:count])) in _known()["place"] for count in (2, 3))


def _borne(name: str) -> bool:
    return _spelled(name) in _known()["borne"]


def _without_capitals(text: str, plain: str, found: list[Found]) -> list[Found]:
    """Names typed small: only after a title, a surname and one of the commonest middle names."""
    names = _known()["surname without marks"]
    heads = _TITLES if not text.isascii() else frozenset(map(plain_letters, _TITLES))
    hits = (
        hit
        for hit in _LOWER.finditer(plain)
        if hit["name"].split()[0] in names
        and text[hit.start("name") : hit.end("name")].islower()
        and (text[hit.start() :].partition(" ")[0].lower() in heads or hit.group()[0] in "th")
    )
    return [
        Found("name", hit.start("name"), hit.end("name"), text[hit.start("name") : hit.end("name")], certain=False)
        for hit in hits
        if not _taken(hit.start("name"), hit.end("name"), found)
    ]


def _signature(text: str, found: list[Found]) -> list[Found]:
    """A last line that is nothing but a surname and a name."""
    hit = _SIGNED.search(text[-_BEFORE:])
    if hit is None or "\n" not in text:
        return []
    words = hit[1].split()
    signed = 2 <= len(words) <= 5 and _spelled(words[0]) in _known()["surname"] and _RUN.fullmatch(hit[1])
    start = max(0, len(text) - _BEFORE) + hit.start(1)
    if not signed or _place(words) or _taken(start, start + len(hit[1]), found):
        return []
    return [Found("name", start, start + len(hit[1]), hit[1], certain=False)]


def _taken(start: int, end: int, found: list[Found]) -> bool:
    return any(one.start < end and start < one.end for one in found)
