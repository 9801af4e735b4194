"""A real server on its own data, and a real Chromium, for as long as the journeys last and no longer.

Under xdist each worker has a server, a home, a port and a Chromium of its own; only the folder of pictures is one.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "test-output" / "journeys"
PLACES = (
    "js-360",
    "js-1280",
    "nojs-360",
    "nojs-1280",
    "keys",
    "sending",
    "together",
    "answered",
    "offline",
    "cut",
    "hurry",
    "grouping",
    "found",
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# What walks through the same place leaves things there for the next one, so it stays on one worker and in its order.
# The four roads have a place each and are the longest: they go wherever a worker is free.
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.name != "test_road.py":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@dataclass(frozen=True)
class Served:
    """Where the program answers, and who works in each commune it serves."""

    url: str
    places: dict[str, dict[str, str]]


def _emptied() -> None:
    """Empty the folder of pictures, once in a run: the second worker must not take away what the first has drawn."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with (OUTPUT.parent / "journeys.run").open("a+") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        mark.seek(0)
        if mark.read() != run:
            shutil.rmtree(OUTPUT)
            OUTPUT.mkdir()
            mark.truncate(0)
            mark.write(run)


def _answers(url: str, server: subprocess.Popen) -> bool:
    """Wait until the server speaks; an ended one never will."""
    for _try in range(3000):
        if server.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


# Not "session": Playwright keeps a loop running in this thread, in which later database tests could not work.
@pytest.fixture(scope="package")
def served(tmp_path_factory):
    """The real server in its own home, its log kept in test-output/journeys."""
    home = tmp_path_factory.mktemp("journeys")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {**os.environ, "DOITHOAI_MODE": "demo", "DOITHOAI_HOME": str(home), "DOITHOAI_PHONE": "0204 3888 999"}
    env.pop("DATABASE_URL", None)
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.commune", *PLACES], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE
    )
    _emptied()
    told = OUTPUT / f"server-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.log"
    with told.open("w") as log:
        command = [sys.executable, "-m", "doithoai", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            assert _answers(url, server), told.read_text()[-4000:]
            yield Served(url, json.loads(made.stdout.splitlines()[-1]))
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@pytest.fixture(scope="package")
def chromium():
    """The system's Chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "journeys need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def walks(served, chromium):
    """Begin a walk through one commune; at its end nothing may have gone wrong in any of its browsers."""
    from tests.journeys.walk import Walk

    begun = []

    def begin(place: str, *, js: bool = True, width: int = 1280) -> Walk:
        begun.append(Walk(served, chromium, OUTPUT / place, place, js=js, width=width))
        return begun[-1]

    yield begin
    for walk in begun:
        walk.end()
    wrong = [problem for walk in begun for problem in walk.problems]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
