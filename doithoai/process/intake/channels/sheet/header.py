"""Which column is what: from the words of a header, or from the cells where there is none."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from doithoai.ground.language.fold import fold
from doithoai.process.intake.channels.sheet.cells import day_in
from doithoai.process.intake.channels.sheet.grid import Grid
from doithoai.process.intake.channels.sheet.words import (
    is_letterhead,
    is_name,
    is_none,
    is_signature,
    is_village,
)

_UNITS = r"(?:thon|xom|ban|lang|ap|buon|to dan pho|to dp|tdp|khu pho|khu dan cu|khu vuc|dia ban|khu|tieu khu|khom|cum|to|chi bo|dan cu)"
_WIDER = r"(?:xa|phuong|thi tran|tt|dac khu|huyen|quan|thi xa|thanh pho|tp|tinh)"
# In this order: "SĐT người phản ánh" is a telephone, "Ý kiến trả lời" no opinion.
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"^(?:stt|tt|so tt|so thu tu|thu tu|no|s t t|t t|so)$")),
    # Other systems export with English headings.
    ("other", re.compile(r"^(?:id|code|ma(?: so| y kien| phieu)?|year|nam|source|url|kind|status|state)$")),
    ("other", re.compile(r"^(?:answer|reply|response|result|outcome|agency|assigned|department|author id)\b")),
    (
        "phone",
        re.compile(
            r"^(?:phone|mobile|telephone)\b|dien thoai|\bsdt\b|\bso dt\b|\bdtdd\b|di dong|\bdt\b|lien lac|^lien he|\bsdt"
        ),
    ),
    ("note", re.compile(r"^(?:ghi chu|chu thich|luu y|ghi them)")),
    (
        "other",
        re.compile(
            r"tra loi|giai trinh|ket qua|tiep thu|huong xu ly|thoi han|tham quyen|co quan|chuc vu|chuc danh|"
            r"gioi tinh|nam sinh|ngay sinh|\btuoi\b|cccd|cmnd|can cuoc|nghe nghiep|dan toc|van ban|chi dao|"
            r"^(?:tong )?so (?:y kien|luot|kien nghi|nguoi|luong)|nguoi (?:nhap|ghi|tiep nhan)|y kien cua (?:ubnd|xa|lanh dao|chu tich)|"
            r"(?<!de nghi )(?<!can )(?<!duoc )(?<!xem xet )giai quyet|don vi (?:xu ly|phu trach|chu tri)|trang thai|ky ten|chu ky"
        ),
    ),
    ("field", re.compile(r"^(?:field|category|topic|sector)\b|linh vuc|^nhom|^chu de|^loai|^nganh|^phan loai|^mang")),
    ("date", re.compile(r"^(?:ngay|thoi gian|thoi diem|date|day|created(?: at)?)\b")),
    ("address", re.compile(r"^address\b|dia chi|noi o|cho o|thuong tru|cu tru|^nha o|so nha")),
    # Where the matter is, wider than a village: it is no secret, unlike somebody's address.
    (
        "place",
        re.compile(
            r"^(?:(?:ten )?" + _WIDER + r"(?:[ /]+(?:va |hoac )?" + _WIDER + r")*|dia danh|dia phuong|noi|"
            r"(?:ten )?" + _UNITS + r"(?:[ /]+(?:va |hoac )?" + _UNITS + r")*[ /]+(?:va |hoac )?" + _WIDER + r"|"
            r"(?:dia diem|vi tri|noi)(?: (?:xay ra|phan anh|co viec|kien nghi|su viec|cu the|neu))*|"
            r"place|location|where|area|commune|ward|district|city|province)$"
        ),
    ),
    (
        "village",
        re.compile(
            r"^(?:ten )?(?:don vi )?" + _UNITS + r"(?:[ /]+(?:va |hoac )?" + _UNITS + r"| dan cu)*$|^don vi$"
            r"|^(?:village|hamlet)$"
        ),
    ),
    (
        "sender",
        re.compile(
            r"^(?:name|full name|sender|citizen|person)$|^(?:ho|ten|ho ten|ho va ten|ho va|ten goi)$|ho va ten|ho ten|^nguoi (?!dan (?:de|kien|phan))|^cu tri$|^ten (?:nguoi|cong dan|cu tri|chu ho|ho)|"
            r"^ong ?/? ?ba|^(?:cu tri|cong dan|dai bieu|nhan dan|nguoi dan|chu ho|ba con)(?: (?:phat bieu|co y kien|neu|kien nghi|phan anh|hoi|de nghi))*$"
        ),
    ),
)
_CORE = re.compile(
    r"noi dung|y kien|kien nghi|phan anh|de xuat|nguyen vong|cau hoi|van de|tam tu|de nghi|vuong mac|kho khan|gop y|bat cap|yeu cau|buc xuc"
)
_TEXT_WORDS = frozenset(
    [
        "noi",
        "dung",
        "y",
        "kien",
        "nghi",
        "phan",
        "anh",
        "de",
        "xuat",
        "nguyen",
        "vong",
        "cau",
        "hoi",
        "van",
        "tam",
        "tu",
        "vuong",
        "mac",
        "kho",
        "khan",
        "gop",
        "bat",
        "cap",
        "cua",
        "cu",
        "tri",
        "nhan",
        "dan",
        "nguoi",
        "cong",
        "va",
        "hoac",
        "cac",
        "nhung",
        "tai",
        "hoi",
        "chi",
        "tiet",
        "cu",
        "the",
        "can",
        "doi",
        "thoai",
        "chinh",
        "gui",
        "den",
        "toi",
        "hdnd",
        "ubnd",
        "xa",
        "phuong",
        "huyen",
        "tinh",
        "truoc",
        "sau",
        "ky",
        "hop",
        "thu",
        "ba",
        "con",
        "tom",
        "tat",
        "yeu",
        "xem",
        "xet",
        "giai",
        "quyet",
        "duoc",
        "neu",
        "tren",
        "voi",
        "dang",
        "chinh",
        "quyen",
        "lanh",
        "dao",
        "cho",
        "ve",
        "thac",
        "bieu",
        "phat",
        "nhu",
        "cau",
        "buc",
        "xuc",
        "thuc",
        "te",
        "ghi",
        "ro",
        "day",
        "du",
        "cong",
        "dong",
    ]
)
_ENGLISH_TEXT = re.compile(
    r"^(?:text|content|opinion|comment|feedback|statement|question|message|description|body|petition)s?$"
)
_TITLE = re.compile(r"^(?:bang|bieu|danh sach|bien ban|bao cao|phieu|tong hop(?! y kien$| noi dung$))\b")
_COUNTER = re.compile(r"^\(?\s*(?:\d{1,2}|[a-zA-Z])\s*\)?$")


@dataclass(frozen=True)
class Header:
    """What the columns of one table hold. `below` is the first row after the header."""

    at: int
    below: int
    roles: dict[int, str]
    titles: dict[int, str]

    def columns(self, role: str) -> list[int]:
        """The columns with one role, from left to right."""
        return sorted(c for c, r in self.roles.items() if r == role)

    def title(self, column: int) -> str:
        """How to name a column to a person: by its heading, else by its letter."""
        return self.titles.get(column) or letter(column)


def letter(column: int) -> str:
    """0 as A, 26 as AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def role_of(text: str) -> str | None:
    """What a heading announces; None where the cell is no heading."""
    if not text or len(text) > 160 or _TITLE.match(fold(text)):
        return None
    plain = fold(re.sub(r"\([^)]*\)", " ", text)) or fold(text)
    plain = re.sub(r"[^a-z0-9/ ]+", " ", plain)
    plain = " ".join(plain.split())
    words = plain.split()
    if len(words) <= 9:
        if re.search(r"\bho (?:va )?ten\b", plain) and "dia chi" in plain:
            return "sender"
        for role, pattern in _ROLES:
            if pattern.search(plain):
                return role
    if _ENGLISH_TEXT.match(plain):
        return "text"
    strange = [w for w in words if w not in _TEXT_WORDS]
    if _CORE.search(plain) and not text.rstrip().endswith((".", "!", "?")) and len(strange) <= min(2, len(words) // 5):
        return "text"
    return None


def find_headers(grid: Grid) -> list[Header]:
    """Every header of a sheet, in order: two tables in one sheet have two."""
    found: list[Header] = []
    row = 0
    while row < len(grid.clean):
        here = _header_at(grid, row)
        found += here
        row = here[0].below if here else row + 1
    wide = [h for h in found if len(set(h.roles.values())) > 1]
    return wide or found[:1]


def _header_at(grid: Grid, row: int) -> list[Header]:
    cells = {c: t for c, t in enumerate(grid.clean[row]) if t}
    if not cells or any(t.isdigit() for t in cells.values()):
        return []
    roles = {c: r for c, t in cells.items() if (r := role_of(t))}
    titles, below = dict(cells), row + 1
    if len(cells) > 1 and row + 1 < len(grid.clean):
        second = _second_row(grid, row, cells)
        if second:
            roles |= second
            titles |= {c: t for c in second if (t := grid.text(row + 1, c))}
            below = row + 2
    if not _is_header(roles, cells):
        return []
    roles = roles if "text" in roles.values() else _longest_unnamed(grid, below, roles)
    if "text" not in roles.values():
        return []
    if below < len(grid.clean) and _counts_columns(grid.clean[below]):
        below += 1
    titles = {c: " ".join(t.split())[:40] for c, t in titles.items() if c in roles}
    return [Header(row, below, part, titles) for part in _side_by_side(roles)]


def _is_header(roles: dict[int, str], cells: dict[int, str]) -> bool:
    kinds = set(roles.values()) - {"other"}
    if len(kinds) >= 2:
        return len(roles) * 2 >= len(cells)
    return kinds == {"text"} and len(cells) <= 2 and len(next(iter(cells.values()))) <= 60


def _second_row(grid: Grid, row: int, cells: dict[int, str]) -> dict[int, str]:
    """The lower half of a header over two rows; empty where the next row is no header."""
    low = {c: t for c, t in enumerate(grid.clean[row + 1]) if t and (row + 1, c) not in grid.copied}
    if not low or any(len(t) > 40 or t.isdigit() for t in low.values()):
        return {}
    roles: dict[int, str] = {}
    for column, text in low.items():
        above = cells.get(column, "")
        # Only half a heading is completed from below: a first row of short cells is no header.
        joined = role_of(f"{above} {text}") if above and role_of(above) is None else None
        role = role_of(text) or joined
        if role is None:
            return {}
        # "Nội dung" over "ý kiến" is one heading; "Người nêu" over "Địa chỉ" is two.
        roles[column] = role
    return roles


def _longest_unnamed(grid: Grid, below: int, roles: dict[int, str]) -> dict[int, str]:
    """A header whose opinion column has a name nobody foresaw: the longest texts tell it."""
    best, longest = None, 15.0
    for column in range(grid.width):
        if column in roles:
            continue
        lengths = [len(t) for t in _column(grid, below, column)]
        mean = sum(lengths) / len(lengths) if lengths else 0
        if mean > longest:
            best, longest = column, mean
    return roles if best is None else roles | {best: "text"}


def _counts_columns(cells: list[str]) -> bool:
    """The row (1) (2) (3) that official forms have below the header."""
    full = [c for c in cells if c]
    return len(full) >= 3 and all(_COUNTER.match(c) for c in full) and len(set(full)) == len(full)


def _side_by_side(roles: dict[int, str]) -> Iterator[dict[int, str]]:
    """Two tables next to each other repeat their first heading and their opinion column."""
    columns = sorted(roles)
    first = roles[columns[0]]
    starts = [c for c in columns if roles[c] == first]
    bounds = [*starts, columns[-1] + 1]
    parts = [{c: roles[c] for c in columns if low <= c < high} for low, high in itertools.pairwise(bounds)]
    if first != "text" and len(parts) > 1 and all("text" in p.values() for p in parts):
        yield from parts
    else:
        yield roles


def _column(grid: Grid, start: int, column: int) -> list[str]:
    texts = (grid.text(row, column) for row in range(start, len(grid.clean)))
    return [t for t in texts if t]


def infer(grid: Grid) -> Header | None:
    """A table without a header: the column with the longest texts holds the opinions."""
    columns = {c: _column(grid, 0, c) for c in range(grid.width)}
    weights = {c: _weight(texts) for c, texts in columns.items() if texts}
    if not weights:
        return None
    text = max(weights, key=lambda c: weights[c])
    if weights[text] < 15:
        return None
    roles = {text: "text"}
    for column, texts in columns.items():
        role = _role_by_cells(texts) if texts and column != text else None
        if role and role not in roles.values():
            roles[column] = role
    return Header(-1, 0, roles, {})


def _weight(texts: list[str]) -> float:
    """The mean length of what could be opinions in a column."""
    texts = [t for t in texts if not is_letterhead(t) and not is_signature(t) and not is_none(t)]
    return sum(map(len, texts)) / len(texts) if texts else 0


def _role_by_cells(texts: list[str]) -> str | None:
    tests = (
        ("number", lambda t: bool(re.fullmatch(r"\d{1,4}[.)]?", t))),
        ("phone", lambda t: bool(re.fullmatch(r"\+?[\d .\-]{9,14}", t))),
        ("date", lambda t: day_in(t) is not None),
        ("village", is_village),
        ("sender", is_name),
    )
    for role, test in tests:
        if sum(map(test, texts)) * 10 >= len(texts) * 7:
            return role
    return None
