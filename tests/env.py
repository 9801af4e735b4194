"""Loaded first (pytest -p tests.env): the settings read the environment once, so it must be right before Django wakes."""

import os
import tempfile

os.environ["DOITHOAI_MODE"] = "test"
os.environ.setdefault("DOITHOAI_HOME", tempfile.mkdtemp(prefix="doithoai-test-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
