"""The words of an HTML mail: lines as a reader sees them, without styles, pictures and the quoted letter."""

from __future__ import annotations

from html.parser import HTMLParser

_SILENT = {"script", "style", "head", "title", "template", "noscript", "svg", "object"}
_LINES = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "hr",
    "blockquote",
    "pre",
}
_EMPTY = {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"}
# How the programs that people here use mark the letter answered.
_QUOTES = (
    "gmail_quote",
    "gmail_extra",
    "yahoo_quoted",
    "moz-cite-prefix",
    "zmail_extra",
    "ms-outlook-mobile-reference",
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        # Open tags; once inside something silent or quoted, the depth at which it began.
        self.open: list[str] = []
        self.hidden_at: int | None = None
        self.quoted = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES and self.hidden_at is None:
            self.out.append("\n")
        if tag in _EMPTY:
            return
        self.open.append(tag)
        if self.hidden_at is None and (tag in _SILENT or self._is_quote(tag, dict(attrs))):
            self.hidden_at = len(self.open)

    def _is_quote(self, tag: str, attrs: dict[str, str | None]) -> bool:
        marks = f"{attrs.get('class') or ''} {attrs.get('id') or ''}"
        is_quote = (tag == "blockquote" and (attrs.get("type") or "").lower() == "cite") or any(
            q in marks for q in _QUOTES
        )
        # A whole letter inside such a box is the letter: only what follows own words is a quotation.
        is_quote = is_quote and bool("".join(self.out).strip())
        self.quoted = self.quoted or is_quote
        return is_quote

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open and self.open.pop() != tag:
                pass
        if self.hidden_at is not None and len(self.open) < self.hidden_at:
            self.hidden_at = None
        if tag in _LINES and self.hidden_at is None:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        if self.hidden_at is None:
            self.out.append(
                data if "pre" in self.open else " ".join(data.replace("\xa0", " ").split(" ")).replace("\n", " ")
            )


def words_of(html: str) -> tuple[str, bool]:
    """Return the lines of a page, and whether a quoted letter was left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.out).split("\n")]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip("\n"), reader.quoted
