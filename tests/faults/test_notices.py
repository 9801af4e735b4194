"""A clock killed in the middle of sending loses no notice; what is sent again is known by its id (trust.md F6, F7)."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.fault
def test_20_kills_of_the_clock_lose_no_notice(tmp_path):
    env = {
        **os.environ,
        "DOITHOAI_MODE": "test",
        "DOITHOAI_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/notices.sqlite3",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.notices", "20"], env=env, capture_output=True, text=True, timeout=2300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    counted = json.loads(done.stdout.splitlines()[-1])
    assert (counted["kills"], counted["sent"], counted["arrived"]) == (20, counted["notices"], counted["notices"])
    # A kill can fall between the other side's "taken" and our mark: at most once each time, and never under a new id.
    assert counted["deliveries"] - counted["arrived"] <= counted["kills"]
    print("\n" + json.dumps(counted))
