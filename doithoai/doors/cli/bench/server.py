"""A real server for a measurement: `doithoai serve` in a process of its own, on a home of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from doithoai.ground.core.errors import Refused


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(home: Path, database_url: str, log: Path) -> Iterator[int]:
    """Run the program's own server until the block ends; yields its port."""
    port = free_port()
    env = {
        **os.environ,
        "DOITHOAI_HOME": str(home),
        "DATABASE_URL": database_url,
        "DOITHOAI_MODE": "demo",
        # The same keys as this process, so that both read the same sessions and codes.
        "DOITHOAI_SECRET_KEY": settings.SECRET_KEY,
        "DOITHOAI_VAULT_KEY": settings.VAULT_KEY,
    }
    with log.open("w") as out:
        command = [sys.executable, "-m", "doithoai", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out)
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(port: int, process: subprocess.Popen) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise Refused("Máy chủ để đo không khởi động được.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Refused("Máy chủ để đo không trả lời sau 30 giây.")
