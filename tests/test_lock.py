"""The lock files: complete, hashed, in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
DEV = RUN + PROJECT["dependency-groups"]["dev"]


def pins(filename: str) -> dict[str, tuple[str, int]]:
    """Return {name: (version, number of hashes)}."""
    found: dict[str, tuple[str, int]] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / filename).read_text().strip()):
        head = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block)
        assert head, block.splitlines()[0]
        found[canonicalize_name(head[1])] = (head[2], block.count("--hash=sha256:"))
    return found


@pytest.mark.parametrize(("filename", "wanted"), [("requirements.lock", RUN), ("requirements-dev.lock", DEV)])
def test_a_lock_pins_what_the_project_asks_for(filename, wanted):
    locked = pins(filename)
    assert [name for name, (_version, hashes) in locked.items() if hashes == 0] == []
    for requirement in map(Requirement, wanted):
        version, _hashes = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"make lock: {requirement} but {version}"


def test_tests_run_on_the_versions_that_run_in_production():
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: run[name][0] for name in run} == {name: dev[name][0] for name in run}
