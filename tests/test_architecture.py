"""The walls that import-linter cannot see: keys, sizes, rooms, states, guards, words that must not stand in the tree."""

import ast
import re
import subprocess
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, get_resolver

from doithoai.ground.core.flow import Flow

ROOT = Path(__file__).resolve().parent.parent
ROAD = settings.STAGES
PROCESS = ROOT / "doithoai" / "process"

# What a stage may hold, from the page down to the table; see CONTRIBUTING.md. A new room is a decision, not a habit.
PAGES = {"urls", "views", "forms", "papers"}
PAGES_BY_STAGE = {
    "people": {"people_pages"},
    "regulation": {"settings_pages"},
    "programme": {"year", "preview", "inviting", "voters", "tasks", "lottery", "inviting_forms"},
    "intake": {"attached", "preview", "offline", "collecting", "receiving", "letters", "machines", "vault_pages"},
    "triage": {"shaping", "groups", "objections", "turns", "rows", "rights_desk", "learned_pages"},
    "assignment": {"handing", "competence_pages", "case", "acts", "panel", "panels", "timeline"},
    "answer": {"approval", "reopening", "panel", "earlier", "changes"},
    "hall": {"sheets", "topics", "agenda_pages"},
    "reports": {"layout", "xlsx", "hot_pages"},
}
VERBS = {
    "services",
    "importing",
    "attaching",
    "joining",
    "deciding",
    "objecting",
    "grouping",
    "verdicts",
    "handover",
    "delegating",
    "territories",
    "competences",
    "lots",
    "preparing",
    "attending",
    "requesting",
    "batches",
    "mail",
    "keys",
    "receptions",
    "rights",
    "relay",
    "telling",
    "retention",
    "learning",
    "opening",
    "sketching",
    "warming",
}
READS = {
    "queries",
    "undo",
    "suggesting",
    "offering",
    "parting",
    "same",
    "heard",
    "balance",
    "figures",
    "facts",
    "cases",
    "scope",
    "names",
    "checks",
    "check",
    "duties",
    "deadlines",
    "profiles",
    "workdays",
    "drawing",
    "threshold",
    "texts",
    "guests",
    "standing",
    "feeds",
    "evidence",
    "agenda",
    "bundles",
    "gathering",
    "proposal",
    "rising",
    "hot",
    "periods",
    "territory",
    "gazetteer",
    "templates_of",
    "rules",
    "models",
}
INNER = {"flow", "channels", "apps", "migrations", "templates", "tests", "static", "jobs", "data"}
PEOPLE_ONLY = {"guards", "middleware"}
# Inner rooms that later stages enter, each for a reason:
# a matter belongs to triage but is moved by whoever holds it (assignment, answer), and its table names who may;
# the hall's page shows the meeting's buttons, which are read from the meeting's table;
# the case page leaves room for what later stages know of a matter: they hang their panel there.
SHARED_INNER = {"triage.flow", "programme.flow", "assignment.panels"}
# design.md section 4 counts the seven states of a meeting's way and names `cancelled` beside them, as its end off the way.
EIGHT_STATES = {"programme.Meeting"}
# The Front's own stage brings the moves into these; the column knows them so that its verdict needs no new migration.
FROM_THE_FRONT = {"Promise": {"confirmed", "disputed"}}


def tracked() -> list[Path]:
    """Every text file that goes into the repository, lock files and vendored code left out."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in names.split("\0") if name]
    text = {".py", ".html", ".css", ".js", ".md", ".toml", ".sh", ".po", ".svg", ".yaml", ".yml", ".json", ".lock", ""}
    return [p for p in paths if p.is_file() and p.suffix in text and p.name != "htmx.min.js"]


FILES = tracked()
CODE = [p for p in FILES if p.suffix == ".py" and "migrations" not in p.parts]
OWN = [p for p in CODE if p.relative_to(ROOT).parts[0] in {"doithoai", "config"} and "tests" not in p.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def stage_of(model) -> str | None:
    return model._meta.app_label if model._meta.app_label in ROAD else None


def test_foreign_keys_point_up_the_road_never_down():
    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            here, there = stage_of(model), stage_of(field.related_model)
            if there and (here is None or ROAD.index(there) > ROAD.index(here)):
                # Only Django's own tables (sessions, axes) may stand outside the road, and they hold no key to it.
                wrong.append(f"{model._meta.label}.{field.name} -> {there}")
    assert wrong == []


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement to the last; neither the signature (one argument a line) nor the docstring counts."""
    first = function.body[1:2] if ast.get_docstring(function) else function.body[:1]
    return (function.end_lineno or 0) - first[0].lineno + 1 if first else 0


def test_files_and_functions_fit_the_head():
    long = {}
    for path in CODE:
        source = path.read_text()
        long[name(path)] = len(source.splitlines())
        if path in OWN:
            functions = [
                n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
            ]
            long |= {f"{name(path)}:{f.name}": 10 * body_lines(f) for f in functions}
    assert {where: size for where, size in long.items() if size > 400} == {}, "files by noun, functions (x 10) by step"


def test_templates_fit_the_head():
    sizes = {name(path): len(path.read_text().splitlines()) for path in FILES if path.suffix == ".html"}
    assert {where: size for where, size in sizes.items() if size > 150} == {}, "split it into parts"


def machines():
    for model in apps.get_models():
        states = getattr(model, "State", None)
        if states is not None and stage_of(model):
            yield model, set(states.values)


@pytest.mark.parametrize(("model", "states"), list(machines()), ids=lambda v: getattr(v, "__name__", ""))
def test_a_machine_has_at_most_seven_states(model, states):
    assert len(states - {"cancelled"} if model._meta.label in EIGHT_STATES else states) <= 7


def flows():
    for path in sorted(PROCESS.glob("*/flow.py")):
        module = __import__(f"doithoai.process.{path.parent.name}.flow", fromlist=["flow"])
        yield from (value for value in vars(module).values() if isinstance(value, Flow))


@pytest.mark.parametrize("flow", list({flow.name: flow for flow in flows()}.values()), ids=lambda flow: flow.name)
def test_moves_lead_between_real_states(flow):
    (model,) = [m for m in apps.get_models() if m.__name__ == flow.name and stage_of(m)]
    states = set(model.State.values)
    used = {state for move in flow.moves.values() for state in (*move.sources, move.target)}
    assert used <= states
    assert states - used == FROM_THE_FRONT.get(flow.name, set()), "a state that no move touches"
    assert all(move.label and move.sources for move in flow.moves.values())


def views(patterns, prefix=""):
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield where, pattern.callback
        else:
            yield from views(pattern.url_patterns, where)


def test_every_view_says_who_may_open_it():
    assert [where for where, view in views(get_resolver().url_patterns) if not hasattr(view, "guard")] == []


@pytest.mark.parametrize("stage", ROAD)
def test_a_stage_has_only_known_rooms(stage):
    rooms = {p.stem for p in (PROCESS / stage).iterdir() if p.name not in {"__init__.py", "__pycache__", "README.md"}}
    known = PAGES | PAGES_BY_STAGE.get(stage, set()) | VERBS | READS | INNER
    assert rooms - known - (PEOPLE_ONLY if stage == "people" else set()) == set()


def test_a_stage_is_entered_by_its_public_rooms():
    """Another stage, or a door, uses verbs and reads; pages, forms, channels and moves stay at home."""
    graph = grimp.build_graph("doithoai", "config", cache_dir=None)
    wrong = set()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            parts = imported.split(".")
            if parts[:2] != ["doithoai", "process"] or len(parts) < 4 or ".tests" in importer:
                continue
            stage, room = parts[2], parts[3]
            outside = not importer.startswith(f"doithoai.process.{stage}.")
            from_door = importer.startswith(("doithoai.doors.", "config."))
            public = (
                VERBS | READS | PEOPLE_ONLY | ({"flow", "channels", "papers", "xlsx", "jobs"} if from_door else set())
            )
            if outside and room not in public and f"{stage}.{room}" not in SHARED_INNER:
                wrong.add(f"{importer} -> {imported}")
    assert wrong == set()


def test_nothing_unfinished_and_no_imports_hidden_in_functions():
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert [name(p) for p in FILES if p.suffix != ".lock" and mark.search(p.read_text())] == []
    ruff = subprocess.run(
        [ROOT / ".venv/bin/ruff", "check", "--quiet", "--select", "PLC0415", "doithoai", "config"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ruff.stdout == ""


def test_the_tree_names_no_registry_and_no_machine():
    """It must build wherever it is cloned, from whatever mirror the machine is told to use."""
    words = (
        "py" + "pi.org",
        "python" + "hosted",
        "npm" + "js",
        "deb.deb" + "ian.org",
        "/wo" + "rk/",
        "/ro" + "ot/",
        "/ho" + "me/",
    )
    found = [(name(p), word) for p in FILES for word in words if word in p.read_text()]
    assert found == []
