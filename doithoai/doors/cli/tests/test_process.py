"""The real program from outside: a fresh home, its exit codes, its streams, its server."""

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

# One home for all of them, so one worker. Every limit of seconds here only ends a hang: none says how fast it is.
pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("process")]
PROGRAM = Path(sys.executable).parent / "doithoai"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home of its own on SQLite, made by `init`."""
    home = tmp_path_factory.mktemp("home")
    before = run(home, "balance", "--all")
    assert (before.returncode, before.stdout) == (1, "")
    assert "doithoai init" in before.stderr and "Traceback" not in before.stderr
    refused = run(home, "serve", "--port", "1")
    assert (refused.returncode, "doithoai init" in refused.stderr) == (1, True)
    made = run(home, "init", "--no-input", "--password-stdin", input="mot-mat-khau-dai-9\n")
    assert (made.returncode, "mot-mat-khau" in made.stdout) == (0, False)
    return home


def environment(home, **more):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME"}}
    return {**kept, "DOITHOAI_HOME": str(home), "DOITHOAI_MODE": "test", **more}


def run(home, *argv, input=None, **more):
    return subprocess.run(
        [PROGRAM, *argv], env=environment(home, **more), input=input, capture_output=True, text=True, timeout=600
    )


def test_one_json_document_and_silence_in_a_closed_pipe(home):
    listed = run(home, "doctor", "--json")
    assert (listed.returncode, json.loads(listed.stdout)["ok"]) == (0, True)
    shut = subprocess.run(
        f"'{PROGRAM}' doctor | true", shell=True, env=environment(home), capture_output=True, text=True, timeout=600
    )
    assert shut.stderr == ""


def test_the_database_is_for_its_owner_alone(home):
    assert stat.S_IMODE((home / "doithoai.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "keys" / "vault.key").stat().st_mode) == 0o600


def test_help_and_bad_settings(home, tmp_path):
    assert run(tmp_path / "untouched", "--help").returncode == 0
    assert not (tmp_path / "untouched").exists(), "asking for help makes no keys"
    wrong = run(home, "balance", "--all", DOITHOAI_MODE="sản xuất")
    assert (wrong.returncode, "DOITHOAI_MODE" in wrong.stderr, "Traceback" in wrong.stderr) == (2, True, False)
    assert run(home, "doctor", DEBUG="maybe").returncode == 1


def test_serve_answers_and_stops(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([PROGRAM, "serve"], env=environment(home, PORT=str(port)), stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 300
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
                    assert answer.read() == b"ok\n"
                break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None and time.monotonic() < deadline
                time.sleep(0.2)
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=300) in {0, -signal.SIGTERM}
        server.stderr.close()


def clock_of(server: int) -> list[int]:
    """The process ids of the clocks a server started."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            told = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
            found += [int(entry.name)] if told[-3:-1] == [b"--with-parent", str(server).encode()] else []
    return found


def wait_for(condition, seconds=300):
    """Return what the condition gives as soon as it gives something."""
    ends = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < ends
        time.sleep(0.1)
    return found


def test_the_clock_runs_beside_the_server_is_started_again_and_dies_with_it(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [PROGRAM, "serve", "--port", str(port), "--workers", "1"]
    # A group of its own: a killed server leaves its web workers behind, and they must not outlive the test.
    server = subprocess.Popen(command, env=environment(home), stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        (first,) = wait_for(lambda: clock_of(server.pid))
        os.kill(first, signal.SIGKILL)
        (second,) = wait_for(lambda: [pid for pid in clock_of(server.pid) if pid != first])
        server.kill()
        server.wait(timeout=300)
        wait_for(lambda: not clock_of(server.pid))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
    assert second != first


def test_demo_needs_no_setting_but_never_enters_a_real_register(tmp_path):
    plain = {name: value for name, value in environment(tmp_path / "demo").items() if name != "DOITHOAI_MODE"}
    command = [PROGRAM, "demo", "--scenario", "thai-binh-2024", "--no-serve", "--json"]
    filled = subprocess.run(command, env=plain, capture_output=True, text=True, timeout=900)
    assert (filled.returncode, json.loads(filled.stdout)["added"]) == (0, ["thai-binh-2024"])
    real = {**plain, "DOITHOAI_HOME": str(tmp_path / "real"), "DOITHOAI_MODE": "production"}
    assert subprocess.run(command, env=real, capture_output=True, text=True, timeout=900).returncode == 1
