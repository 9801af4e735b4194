"""A group is confirmed whole or not at all, whenever the process dies."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.fault
def test_60_kills_leave_a_group_whole_or_untouched(tmp_path):
    env = {
        **os.environ,
        "DOITHOAI_MODE": "test",
        "DOITHOAI_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/groups.sqlite3",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-m", "tests.faults.groups", "60"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=2300)
    assert done.returncode == 0, done.stderr[-2000:]
    counted = json.loads(done.stdout.splitlines()[-1])
    assert counted["half"] == 0
    assert counted["kills"] > 10
    assert counted["nothing"] > 5
    assert counted["whole"] > 5
    print("\n" + json.dumps(counted))
