"""Lines of running minutes: who speaks, where from, and where the speech begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from doithoai.ground.language.fold import fold
from doithoai.process.intake.channels.sheet import words

_TITLE = re.compile(
    r"^(?:ý kiến (?:của )?|ý kiến phát biểu (?:của )?|phát biểu của )?"
    r"((?:hộ )?(?:ông/bà|ông \(bà\)|ông|bà|anh|chị|cụ|bác|cô|chú|cháu|em|đ/c|đồng chí|đại biểu|cử tri|công dân|nhân dân))\s+",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(
    r"\b(?:chu tich|bi thu|tra loi|giai trinh|tiep thu|ket luan|khai mac|chu tri|chu toa|giai dap|trinh bay|bao cao|"
    r"can bo (?:dia chinh|tu phap|xa|ubnd)|cong chuc|thay mat (?:ubnd|uy ban|lanh dao)|truong phong|giam doc|thong qua|thu ky)\b"
)
# Said after the verb and a colon, or from the verb on where the verb is itself a request.
_SAYS = re.compile(
    r"\b(?:phat bieu|co y kien|neu y kien|neu|cho rang|cho biet|noi|y kien|trinh bay|hoi rang)\b\s*(?:rang|la)?\s*[:,]?\s*"
)
_ASKS = re.compile(r"\b(?:de nghi|kien nghi|phan anh|hoi|de xuat|xin|mong|thac mac|yeu cau)\b")
_NUMBERED = re.compile(
    r"^(?:ý kiến|câu hỏi|câu|kiến nghị|phản ánh|vấn đề|nội dung|đề nghị)\s*(?:thứ\s+\w+|số\s*\d+|\d+)\s*"
    r"(?P<who>\([^)]*\)|(?:của|từ|[-–,])\s*[^:]{2,80}?(?=\s*:))?\s*[:.)\-–]\s*(?P<text>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OPENING = re.compile(r"y kien|kien nghi|phan anh|phat bieu|cau hoi|de xuat|thao luan|nguyen vong|tam tu")
_ANSWERS = re.compile(
    r"tra loi|giai trinh|tiep thu|giai dap|ket luan|ket qua|phan giai|du thao|trien khai|thong qua|bao cao|phuong huong|y kien (?:chi dao|cua lanh dao)|xu ly"
)
_REPLIES = re.compile(r"tra loi|giai trinh|giai dap|tiep thu|ket luan")
_VOICES = re.compile(
    r"y kien (?:phat bieu|dong gop|tham gia|sau|nhu sau|cua (?:nhan|cu|ba|nguoi|cac|ho))|phat bieu y kien|"
    r"(?:y kien|kien nghi|phan anh|de nghi)\b.{0,30}\bsau\b"
)
_CLOSING = re.compile(
    r"^(?:hoi nghi|cuoc hop|buoi hop|buoi doi thoai|bien ban)\b.{0,60}\b(?:ket thuc|be mac|lap xong|lap thanh|thong qua|doc lai|giai tan|xong)\b|^ket thuc|^be mac|^noi nhan|^bien ban nay"
)
_MEETING = re.compile(
    r"^(?:bien ban|ban tong hop|ban ghi|bao cao tong hop|tong hop y kien|bang tong hop|phieu tong hop)\b"
)


@dataclass(frozen=True)
class Speech:
    """The start of one opinion in running text."""

    sender: str
    village: str
    text: str
    official: bool = False


def speech(line: str) -> Speech | None:
    """The speaker and words of a line such as `Ông A (thôn B): …`; None for any other line."""
    line = words.strip_marker(" ".join(line.split())) if "\n" not in line else line
    numbered = _NUMBERED.match(line)
    if numbered:
        who = (numbered.group("who") or "").strip("()- –,")
        who = re.sub(r"^(?:của|từ)\s+", "", who)
        inner = speech(numbered.group("text"))
        if inner:
            return inner
        return Speech(
            _name(who), words.village_in(who), numbered.group("text").strip(), bool(_OFFICIAL.search(fold(who)))
        )
    titled = _TITLE.match(line)
    return _titled(line, titled) if titled else None


def _titled(line: str, titled: re.Match[str]) -> Speech | None:
    rest = line[titled.end() :]
    end = _name_end(rest)
    if not end:
        return None
    after = rest[end:]
    head, colon, said = after.partition(":")
    if not colon or len(head) > 120 or ". " in head:
        head, said = _until_verb(after)
        if not said:
            return None
    aside = fold(head)
    sender = f"{titled.group(1)} {rest[:end]}".strip(" ,-–")
    official = bool(_OFFICIAL.search(aside))
    return Speech(sender[:1].upper() + sender[1:], words.village_in(head), said.strip(), official)


def _name_end(rest: str) -> int:
    """Where the capitalised words of a name end."""
    end = 0
    for word in re.finditer(r"\S+\s*", rest):
        token = word.group().strip()
        if not token[:1].isupper() or word.start() > 40:
            break
        bare = token.rstrip(",:;–-.")
        end = word.start() + len(bare) if len(bare) < len(token) else word.end()
        if token[-1] in ",:;":
            break
    return end


def _until_verb(after: str) -> tuple[str, str]:
    """What stands between a name and its words, where no colon divides them."""
    folded = fold(after)
    says, asks = _SAYS.search(folded[:100]), _ASKS.search(folded[:100])
    if says and (not asks or says.start() < asks.start()):
        begin, words_at = says.start(), says.end()
    elif asks:
        begin = words_at = asks.start()
    else:
        return after, ""
    flat = " ".join(after.split())
    return flat[:begin], flat[words_at:]


def _name(who: str) -> str:
    titled = _TITLE.match(who)
    rest = who[titled.end() :] if titled else who
    end = _name_end(rest)
    if not end:
        return ""
    name = rest[:end].strip(" ,-–")
    return f"{titled.group(1)} {name}" if titled else (name if words.is_name(name) else "")


def heading(line: str) -> str:
    """`opinions`, `other` or `""`: what a heading line announces."""
    bare = words.strip_marker(line)
    marked = bare != line
    formal = line.isupper() or line.rstrip().endswith(":") or (marked and line[:1] in "IVX")
    if not formal or len(line) > 140 or len(bare.split()) < 2:
        return ""
    plain = fold(line)
    if _REPLIES.search(plain) or (_ANSWERS.search(plain) and not _VOICES.search(plain)):
        return "other"
    if _OPENING.search(plain):
        return "opinions"
    return "other" if line.isupper() or line[:1] in "IVX" else ""


def opens_meeting(line: str) -> bool:
    """The title of minutes or of a summary: another meeting begins."""
    return len(line) < 200 and bool(_MEETING.match(fold(line)))


def closes(line: str) -> bool:
    """The end of the talk: closing words, signatures, the date line."""
    return bool(_CLOSING.match(fold(line))) or words.is_signature(line) or words.is_date_line(line)
