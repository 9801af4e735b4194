"""Word files: tables, lists and running minutes, of one meeting or of several in one file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from doithoai.ground.language.fold import nfc
from doithoai.ground.language.legacy import guess, repair
from doithoai.ground.language.split import split_matters
from doithoai.process.intake.channels.sheet import cells, speech, words
from doithoai.process.intake.channels.sheet.docs import Paragraph, read_docx
from doithoai.process.intake.channels.sheet.grid import Grid, prepare
from doithoai.process.intake.channels.sheet.header import Header
from doithoai.process.intake.channels.sheet.records import Found, build, text_problem
from doithoai.process.intake.channels.sheet.shapes import Problem, Row, SheetReading, excerpt
from doithoai.process.intake.channels.sheet.table import Place, read_table

SHEET = "Văn bản"
_DASHES = "-–—+*•●"


@dataclass
class _Meeting:
    """The head of one meeting; what it says holds for every opinion under it."""

    village: str = ""
    head: list[str] = field(default_factory=list)


@dataclass
class _Opinion:
    """An opinion in the making: paragraphs are added until the next one begins."""

    number: int
    meeting: _Meeting
    village: str
    sender: str
    style: str
    text: list[str]
    raw: list[str]


def read_document(data: bytes) -> SheetReading:
    """The opinions of a Word file."""
    blocks = read_docx(data)
    grids = [b for b in blocks if isinstance(b, Grid)]
    legacy = prepare(grids)
    paragraphs = [b for b in blocks if isinstance(b, Paragraph)]
    table = guess(p.text for p in paragraphs) or legacy
    minutes = _Minutes(table)
    for block in blocks:
        if isinstance(block, Grid):
            minutes.take_table(block)
        else:
            minutes.take(block)
    found = minutes.finish()
    counts = [n for m in minutes.meetings if (n := cells.attendance(m.head)) is not None]
    days = [d for m in minutes.meetings if (d := cells.held_on(m.head))]
    sheets = ([SHEET] if any(r.sheet == SHEET for r in found.rows) else []) + [g.name for g in grids]
    return build(found, sum(counts) if counts else None, days[0] if days else None, table, sheets)


class _Minutes:
    """Goes through a document and keeps which meeting, village and section it is in."""

    def __init__(self, legacy: str | None) -> None:
        self._legacy = legacy
        self.meetings = [_Meeting()]
        self._village = ""
        self._section = False
        self._answering = False
        self._open: _Opinion | None = None
        self._opinions: list[_Opinion | tuple[Found, _Meeting]] = []
        self._header: Header | None = None
        self._talked = False

    def take(self, paragraph: Paragraph) -> None:
        """Decide what one paragraph is."""
        line = nfc(repair(paragraph.text, self._legacy)).strip()
        if not line:
            return
        if not self._frames(line):
            self._speaks(line, paragraph)

    def take_table(self, grid: Grid) -> None:
        """A table takes its village from the minutes around it."""
        meeting = self.meetings[-1]
        place = Place(self._village or meeting.village, strict=True)
        found, self._header = read_table(grid, place, self._header)
        if found.rows_read:
            self._open, self._talked = None, True
            self._opinions.append((found, meeting))
        meeting.head += place.head

    def _frames(self, line: str) -> bool:
        """Whether a line is the paper around the opinions: title, village, section, signature."""
        if speech.opens_meeting(line) and not speech.closes(line):
            self._begin_meeting(line)
        elif village := words.village_line(line):
            self._village, self._open, self._answering = village, None, False
            if not self._talked and not self.meetings[-1].village:
                self.meetings[-1].village = village
        elif speech.closes(line):
            self._open, self._section, self._answering = None, False, False
            self.meetings[-1].head.append(line)
        elif words.is_letterhead(line) or words.is_head_line(line):
            self._take_head(line)
        elif kind := self._heading(line):
            self._open, self._answering = None, False
            self._section = kind == "opinions"
            self._take_head(line)
        else:
            return False
        return True

    def _heading(self, line: str) -> str:
        return "" if speech.speech(line) else speech.heading(line)

    def _begin_meeting(self, line: str) -> None:
        if self._talked:
            self.meetings.append(_Meeting())
            self._village = ""
        self._talked = self._answering = False
        self._open = None
        self._section = speech.heading(line) == "opinions"
        self._take_head(line)

    def _take_head(self, line: str) -> None:
        meeting = self.meetings[-1]
        meeting.head.append(line)
        if not self._talked and not meeting.village:
            meeting.village = words.village_in(line)

    def _speaks(self, line: str, paragraph: Paragraph) -> None:
        said = speech.speech(line)
        bare = words.strip_marker(line)
        if said:
            self._answering = said.official
            self._open = None
            if not said.official:
                self._start(paragraph, said.text, "speech", said.sender, said.village)
        elif self._answering:
            return
        elif paragraph.listed or bare != line:
            self._item(line, bare, paragraph)
        elif self._open:
            self._append(line, paragraph)
        elif self._section and len(line.split()) > 3 and not line.endswith(":"):
            self._start(paragraph, line, "plain")
            self._open = None
        else:
            self._take_head(line)

    def _item(self, line: str, bare: str, paragraph: Paragraph) -> None:
        """A list item goes on with what a speaker said, or is an opinion of its own."""
        style = "list" if bare == line else "dash" if line[0] in _DASHES else "number"
        goes_on = self._open and (self._open.style == "speech" or (self._open.style == "number" and style == "dash"))
        if goes_on:
            self._append(line if bare != line else f"- {line}", paragraph)
        elif self._section:
            self._start(paragraph, bare, style)
        else:
            self._take_head(line)

    def _start(self, paragraph: Paragraph, text: str, style: str, sender: str = "", village: str = "") -> None:
        meeting = self.meetings[-1]
        place = village or self._village or meeting.village
        self._open = _Opinion(paragraph.number, meeting, place, sender, style, [text] if text else [], [paragraph.text])
        self._opinions.append(self._open)
        self._talked = True

    def _append(self, line: str, paragraph: Paragraph) -> None:
        assert self._open is not None
        self._open.text.append(line)
        self._open.raw.append(paragraph.text)

    def finish(self) -> Found:
        """What was found, in the order of the document."""
        found = Found()
        for opinion in self._opinions:
            if isinstance(opinion, tuple):
                table, meeting = opinion
                day = self._day(meeting)
                table.rows = [replace(row, said_on=row.said_on or day) for row in table.rows]
                found.add(table)
            else:
                self._close(opinion, found)
        return found

    def _day(self, meeting: _Meeting) -> date | None:
        """One meeting has one day, told once; of several meetings each opinion needs its own."""
        return cells.held_on(meeting.head) if len(self.meetings) > 1 else None

    def _close(self, opinion: _Opinion, found: Found) -> None:
        text = "\n".join(opinion.text).strip()
        place = f"đoạn {opinion.number}"
        if text and words.is_none(text):
            found.rows_read += 1
        elif not text:
            reason = "Thiếu nội dung ý kiến. Hãy ghi nội dung hoặc xoá dòng này."
            found.refuse(Problem(SHEET, opinion.number, place, reason, opinion.sender))
        elif reason := text_problem(text):
            found.refuse(Problem(SHEET, opinion.number, place, reason, excerpt(text)))
        else:
            found.keep(
                Row(
                    sheet=SHEET,
                    row=opinion.number,
                    text=text,
                    raw="\n".join(opinion.raw),
                    village=opinion.village,
                    sender=opinion.sender,
                    said_on=self._day(opinion.meeting),
                    matters=tuple(split_matters(text)),
                )
            )
