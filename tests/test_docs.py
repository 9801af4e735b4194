"""The documents say what the code does: tables, words, links, pictures, sign-ins, commands."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from doithoai.doors.cli.arguments import COMMANDS
from doithoai.doors.cli.demo.cast import PASSWORD
from doithoai.doors.cli.demo.home import PLAYERS
from doithoai.doors.cli.demo.places import PLACES
from doithoai.process.people.models import Role
from scripts import process_tables

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]
TABLE_LINE = re.compile(
    r"^\| (?P<vi>[^|]+) \| `(?P<code>[A-Za-z_.]+)` \| (?P<meaning>[^|]+) \| `(?P<where>[a-z_.]+)` \|$", re.M
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", process_tables.pages(), ids=name)
def test_tables_are_what_the_code_says(page):
    text = page.read_text()
    assert process_tables.renewed(text) == text, "run: .venv/bin/python scripts/process_tables.py --write"


def test_every_table_stands_in_some_page():
    shown = {
        found["name"] for page in process_tables.pages() for found in process_tables.MARK.finditer(page.read_text())
    }
    assert shown == set(process_tables.TABLES)


def test_every_machine_is_told():
    told = (ROOT / "docs/process.md").read_text()
    # What the clock alone moves (a notice) has states, but no moves of people.
    machines = {m.__name__ for m in own_models() if hasattr(m, "State") and m._meta.app_label in settings.STAGES}
    assert {flow.name for flow in process_tables.machines()} == machines
    assert all(f"\n### {machine}\n" in told for machine in machines)


def own_models():
    return [m for m in apps.get_models() if m._meta.app_label in {*settings.STAGES, "core", "notices"}]


def glossary():
    return [found.groupdict() for found in TABLE_LINE.finditer((ROOT / "docs/glossary.md").read_text())]


def test_every_model_and_state_has_a_line_in_the_glossary():
    lines = [line["code"] for line in glossary()]
    things = {m.__name__ for m in own_models()}
    states = {f"{m.__name__}.{value}" for m in own_models() if hasattr(m, "State") for value in m.State.values}
    assert len(lines) == len(set(lines))
    assert set(lines) == things | states


@pytest.mark.parametrize("line", glossary(), ids=lambda line: line["code"])
def test_a_line_of_the_glossary_names_what_is_there(line):
    floor = "ground" if line["where"].startswith(("core.", "notices.")) else "process"
    module = import_module(f"doithoai.{floor}.{line['where']}")
    thing, _, state = line["code"].partition(".")
    model = getattr(module, thing)
    assert model.__module__ == module.__name__
    if state:
        with override("vi"):
            assert str(model.State(state).label) == line["vi"], "the page and the glossary use two words"


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_link_is_dead(page):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            dead.append(target)
    assert dead == []


def test_pictures_are_small_and_shown():
    pictures = sorted((ROOT / "docs/screenshots").glob("*.png"))
    text = "".join(page.read_text() for page in PAGES)
    assert pictures
    assert [p.name for p in pictures if p.stat().st_size > 150_000 or p.name not in text] == []


@pytest.mark.parametrize("page", READMES, ids=name)
def test_a_readme_lists_the_sign_ins_that_work(page):
    text = page.read_text()
    assert f"`{PASSWORD}`" in text
    named = re.findall(r"^\| `(\w+)`", text, re.M)
    assert named == [player.username for player in PLAYERS]
    leaders = {place.leader for place in PLACES.values()}
    assert set(re.findall(r"`(lanhdao\.\w+)`", text)) == leaders


def test_a_readme_gives_each_sign_in_its_role():
    for page in READMES:
        for player in PLAYERS:
            (line,) = [one for one in page.read_text().split("\n") if one.startswith(f"| `{player.username}` ")]
            with override("vi"):
                word = str(Role(player.role).label) if page.name.endswith(".vi.md") else player.role.value
            assert word in line, line


@pytest.mark.parametrize("page", [*READMES, ROOT / "docs/operate/README.md"], ids=name)
def test_commands_exist(page):
    text = page.read_text()
    targets = re.findall(r"^([a-z-]+)(?: [a-z-]+)*:.*##", (ROOT / "Makefile").read_text(), re.M)
    assert set(re.findall(r"^make ([a-z]+)", text, re.M)) <= set(targets)
    assert set(re.findall(r"(?:^|[ /`])doithoai ([a-z]+)", text, re.M)) <= set(COMMANDS)


def test_every_setting_is_named_where_the_program_is_run():
    text = (ROOT / "docs/operate/README.md").read_text()
    assert [v.name for v in process_tables.VARIABLES if f"`{v.name}`" not in text] == []
    given = set(re.findall(r"\b(DOITHOAI_[A-Z_]+|DATABASE_URL)\b", "".join(page.read_text() for page in PAGES)))
    assert given - {v.name for v in process_tables.VARIABLES} == set()


def test_the_generator_runs_by_itself():
    ran = subprocess.run(
        [sys.executable, "scripts/process_tables.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "")
