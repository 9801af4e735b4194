"""The look keeps its promises: strict CSP, small files, readable contrast, fields that name their errors."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest

from doithoai.ground.look.tests import studio

TEMPLATES = sorted((studio.LOOK / "templates").rglob("*.html"))
STATIC = studio.LOOK / "static" / "look"


def draw(source: str, **context: object) -> str:
    head = "{% import 'look/parts.html' as p with context %}"
    return studio.environment().from_string(head + source).render(**context)


@pytest.mark.parametrize("name", ["gallery", "gallery_desk", "gallery_print", "error", "error_static"])
def test_page_obeys_the_strict_csp(name: str) -> None:
    html = studio.page(name)
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)|javascript:", html)


@pytest.mark.parametrize("name", ["gallery", "gallery_desk"])
def test_every_pointer_on_a_page_meets_its_target(name: str) -> None:
    html = studio.page(name)
    ids = re.findall(r'\bid="([^"]+)"', html)
    pointers = set(re.findall(r'\bfor="([^"]+)"', html)) | set(re.findall(r'href="#([a-c]_[^"]+)"', html))
    for words in re.findall(r'aria-describedby="([^"]+)"', html):
        pointers |= set(words.split())
    assert pointers and pointers <= set(ids)
    assert {i for i in ids if ids.count(i) > 1} == set()


def test_error_summary_says_the_same_words_as_the_field() -> None:
    html = studio.page("gallery")
    assert html.count("Ngày phải theo dạng ngày/tháng/năm") == 2
    assert '<a href="#b_mode_0">Xin chọn một cách.</a>' in html


def test_parts_passes_every_macro_on() -> None:
    hidden = {"frame.html", "specimens.html"}
    files = [t for t in TEMPLATES if t.parent.name == "parts" and t.name not in hidden]
    macros = {m for t in files for m in re.findall(r"{% macro ([a-z]\w*)\(", t.read_text())}
    passed = set(re.findall(r"{% set (\w+) =", (studio.LOOK / "templates/look/parts.html").read_text()))
    assert passed == macros


@pytest.mark.parametrize(
    ("due", "words"),
    [(date(2026, 12, 1), "Đúng hạn"), (date(2026, 11, 23), "Sắp đến hạn"), (date(2026, 11, 20), "Quá hạn")],
)
def test_deadline_says_its_state_in_words_and_picture(due: date, words: str) -> None:
    html = draw("{{ p.deadline(due, today) }}", due=due, today=date(2026, 11, 21))
    assert words in html and "<svg" in html and due.strftime("%d/%m/%Y") in html


def test_deadline_counts_working_days_when_told() -> None:
    html = draw("{{ p.deadline(due, due, working_left=3) }}", due=date(2026, 12, 1))
    assert "còn 3 ngày làm việc" in html and "Đúng hạn" in html


def test_citizens_words_are_kept_and_harmless() -> None:
    html = draw("{{ p.quote(words) }}", words="<script>x</script>\n   hai dòng")
    assert "&lt;script&gt;x&lt;/script&gt;\n   hai dòng" in html


def test_cookies_choose_mode_and_size_and_nothing_else() -> None:
    assert 'data-mode="dark" data-size="l"' in studio.page("gallery", {"mode": "dark", "size": "l"})
    assert 'data-mode="auto" data-size="m"' in studio.page("gallery", {"mode": '"><b>', "size": "9"})


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503, 418])
def test_error_page_needs_neither_request_nor_site(status: int) -> None:
    env = studio.environment()
    del env.globals["site"], env.globals["url"]
    html = env.get_template("look/error.html").render(status=status)
    assert f"Mã lỗi {status}" in html and html.count("<h1>") == 1


def test_files_stay_small() -> None:
    def packed(path: Path) -> int:
        return len(gzip.compress(path.read_bytes()))

    assert packed(STATIC / "app.css") <= 8_000
    assert packed(STATIC / "desk.css") <= 3_000
    assert packed(STATIC / "app.js") <= 3_000
    assert {t.name for t in TEMPLATES if len(t.read_text().splitlines()) > 150} == set()


def tokens(css: str) -> list[dict[str, str]]:
    blocks = re.findall(r"{([^{}]*--paper[^{}]*)}", css)
    light, auto, dark = (dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})\b", b)) for b in blocks[:3])
    assert auto == dark
    return [light, light | dark]


def contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        h = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
        parts = [int(h[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_reaches_wcag_aa_in_both_modes() -> None:
    grounds = ("paper", "surface", "sunk")
    inks = ("ink", "muted", "act", "act-dark", "good", "warn", "bad", "info")
    pairs = [(ink, ground, 4.5) for ink in inks for ground in grounds]
    pairs += [(tone, f"{tone}-soft", 4.5) for tone in ("good", "warn", "bad", "info", "gold")]
    pairs += [("ink", f"{tone}-soft", 4.5) for tone in ("good", "warn", "bad", "info", "act")]
    pairs += [("act", "act-soft", 4.5), ("act-dark", "act-soft", 4.5), ("muted", "act-soft", 4.5)]
    pairs += [("act-ink", "act", 4.5), ("act-ink", "act-dark", 4.5), ("gold", "surface", 4.5)]
    pairs += [("top-ink", "top", 7), ("top-ink", "top-deep", 7), ("top-gold", "top", 3)]
    pairs += [(edge, ground, 3) for edge in ("line-strong", "focus") for ground in grounds]
    pairs += [(f"bar-{tone}", "surface", 3) for tone in ("good", "warn", "bad", "info", "neutral")]
    for colours in tokens((STATIC / "app.css").read_text()):
        assert [p for p in pairs if contrast(colours[p[0]], colours[p[1]]) < p[2]] == []
