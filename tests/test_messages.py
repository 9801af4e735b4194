"""Two languages: every text of a page goes through gettext, English pages speak English, records speak Vietnamese."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.urls import reverse
from django.utils.translation import deactivate, override
from jinja2 import nodes

from doithoai.ground.core.models import Event
from doithoai.process.regulation import profiles
from doithoai.process.triage import forms as triage_forms
from scripts import messages
from tests.client import signed_in
from tests.test_access import PAGES, PUBLIC, address_of
from tests.world import make_world

ROOT = Path(__file__).resolve().parent.parent
VIETNAMESE = re.compile("[\u00c0-\u1ef9]")
TEMPLATES = [path for path in messages.sources() if path.suffix == ".html"]
CODE = [path for path in messages.sources() if path.suffix == ".py" and "config" not in path.parts]
CALLS = {name for name in messages.KEYWORDS if name.isidentifier()}
# Not sentences for a page: names of programs' parts, tables of words to look for, what is kept as a record.
NO_SENTENCES = {
    "process/intake/same.py": "heads of names, which are part of the name in every language",
    "ground/core/actors.py": "names of actors, kept in the event book as said",
    "ground/core/codes.py": "a pattern",
    "ground/look/gallery.py": "specimens for whoever builds pages",
    "ground/notices/mail.py": "what went wrong with a notice, kept with it as said",
    "ground/notices/webhook.py": "what went wrong with a notice, kept with it as said",
    "process/people/templates_of.py": "names of kinds of units, looked for in names",
    "process/people/territory.py": "names of units and of the act that changed them, kept as they are",
    "process/answer/checks.py": "phrases looked for in answers",
    "process/assignment/deadlines.py": "the basis of a date, kept with the assignment",
}
# The reader of files runs without Django (its sentences are found apart); the language floor holds tables of letters.
ELSEWHERE = ("process/intake/channels/", "ground/language/")
# The page for when nothing works any more says both languages at once.
BOTH_AT_ONCE = {"error_static.html"}
NAMES = {"Đối Thoại", "· Đối Thoại", "English", "Tiếng Việt"}


@pytest.fixture(autouse=True)
def language_stays_here():
    """A request leaves the language of its address behind; the next test is not to inherit it."""
    yield
    deactivate()


def short(path: Path) -> str:
    return str(path.relative_to(ROOT / "doithoai"))


def test_every_text_of_a_template_is_a_message():
    env = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    found = []
    for path in TEMPLATES:
        if path.name not in BOTH_AT_ONCE:
            source = path.read_text()
            found += [(short(path), text) for text in [*loose_constants(env.parse(source)), *bare_text(env, source)]]
    assert found == []


def loose_constants(tree: nodes.Template) -> list[str]:
    """Vietnamese strings in expressions that no gettext call takes."""
    calls = [c for c in tree.find_all(nodes.Call) if isinstance(c.node, nodes.Name) and c.node.name in CALLS]
    taken = {id(arg) for call in calls for arg in call.args}
    strings = (c for c in tree.find_all(nodes.Const) if isinstance(c.value, str) and id(c) not in taken)
    return [c.value for c in strings if VIETNAMESE.search(c.value)]


def bare_text(env: jinja2.Environment, source: str) -> list[str]:
    """Words between tags, or in attributes a person hears, without an expression around them."""
    data = ""
    for _line, kind, value in env.lex(source):
        data += value if kind == "data" else "\x00" if kind.endswith("_begin") else ""
    heard = re.findall(r'\b(?:aria-label|alt|placeholder|title)="([^"]*)"', data)
    shown = re.split("[\x00\x01]", re.sub(r"<[^>]*>", "\x01", data))
    words = [text.strip() for text in [*heard, *shown]]
    return [text for text in words if VIETNAMESE.search(text) and text not in NAMES]


def test_every_vietnamese_string_of_the_code_is_a_message():
    found = []
    for path in CODE:
        name = short(path)
        if name in NO_SENTENCES or name.endswith("/apps.py") or name.startswith(ELSEWHERE):
            continue
        tree = ast.parse(path.read_text())
        aside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in CALLS:
                aside |= {id(arg) for arg in node.args}
        strings = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        found += [(name, n.lineno, n.value) for n in strings if id(n) not in aside and VIETNAMESE.search(n.value)]
    assert [entry for entry in found if entry[2] not in NAMES] == []


class Words(HTMLParser):
    """The texts of a page, each as one reader hears it."""

    def __init__(self, html: str):
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.found.add(" ".join(data.split()))

    def handle_starttag(self, tag, attrs) -> None:
        self.found |= {
            value for name, value in attrs if value and name in {"aria-label", "title", "alt", "placeholder"}
        }


@pytest.fixture
def translated() -> dict[str, str]:
    """What has an English sentence of its own."""
    held = messages.messages(messages.stored()).values()
    return {m.id: m.string for m in held if isinstance(m.id, str) and m.string and m.string != m.id}


# Data of the test world that happens to read like a message; what is called alike in every language.
# Titles of rules are data in Vietnamese, as their acts name them.
RULES = {rule.title for profile in profiles.load() for rule in profile.rules}
DATA = {"Đối thoại", "Thay mới", "Phòng Kinh tế", "Gặp dân", "Giấy tờ", "Khách mời đích danh"} | NAMES | RULES


@pytest.mark.walk
@pytest.mark.django_db
def test_english_pages_keep_no_sentence_that_has_english(commune, now, translated):
    """Catches what the eye on the source cannot: a text fixed at import, or read from the wrong place."""
    world = make_world(commune, now)
    clients = {role: signed_in(seat) for role, seat in commune.seats.items()}
    left = set()
    everyone = {name: (what, {"clerk"}) for name, what in PUBLIC.items() if name not in {"desk:sign_out", "look_prefs"}}
    for name, (what, allowed) in (PAGES | everyone).items():
        for role in sorted(set(allowed) & set(clients)):
            # Each time anew: a request leaves the language of its own address behind.
            with override("en"):
                url = address_of(name, what, world)
            left |= left_over(clients[role].get(url), name, translated)
    assert sorted(left) == []


def left_over(response, name: str, translated: dict[str, str]) -> set[tuple[str, str]]:
    if "text/html" not in response.get("Content-Type", ""):
        return set()
    return {(name, text) for text in Words(response.content.decode()).found & set(translated) - DATA}


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["en", "en-US,en;q=0.9", "de", "vi", "%%", "x" * 600])
def test_only_the_address_decides_the_language(client, commune, wanted):
    for url, language, word in (
        ("/", "vi", "Gửi ý kiến"),
        ("/gui", "vi", "Gửi ý kiến"),
        ("/en/", "en", "Send an opinion"),
        ("/en/gui", "en", "Send an opinion"),
        ("/khong-co", "vi", "Không có trang này"),
        ("/en/khong-co", "en", "There is no such page"),
    ):
        client.cookies["django_language"] = "en" if language == "vi" else "vi"
        response = client.get(url, headers={"accept-language": wanted})
        assert response.status_code in {200, 404}
        assert f'<html lang="{language}"' in response.content.decode()
        assert word in response.content.decode()
        assert response.headers["Content-Language"] == language


@pytest.mark.django_db
def test_what_is_stored_speaks_vietnamese_whatever_the_page(commune, now):
    with override("en"):
        world = make_world(commune, now)
        form = triage_forms.SetAsideForm({"ready": "same", "own": ""})
        assert form.is_valid()
        reason = form.reason()
    with override("vi"):
        assert reason == str(triage_forms.REASONS["same"])
    labels = set(Event.objects.filter(seat_id__isnull=False).values_list("actor", flat=True))
    assert labels and all(label.split(",")[0] not in {"Clerk", "Coordinator", "Officer"} for label in labels)
    assert world.meeting.code


def test_holes_of_both_languages_are_compared():
    catalog = Catalog(locale="en")
    catalog.add("Còn %(n)s ngày", "%(n)s days")
    catalog.add("Giao %(unit)s", "Given to %(who)s")
    catalog.add("còn {n} ngày", "days left: {m}")
    catalog.add("Chưa dịch %(n)s", "")
    assert [line.split(":")[1].split("->")[0].strip() for line in messages.misfits(catalog)] == [
        "Giao %(unit)s",
        "còn {n} ngày",
    ]


def test_a_percent_sign_in_a_template_sentence_is_doubled():
    """Jinja2 fills in every sentence with %, so that a lone percent sign would be an error on the page."""
    found = []
    env = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for path in TEMPLATES:
        for call in env.parse(path.read_text()).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in CALLS:
                said = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
                found += [(short(path), text) for text in said if "%" in re.sub(r"%\(\w+\)[sd]|%%", "", text)]
    assert found == []


def test_english_is_offered():
    assert [code for code, _name in settings.LANGUAGES] == ["vi", "en"]
    with override("en"):
        assert reverse("home") == "/en/"
