"""The public pages keep a few figures for a minute; each test starts without them."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_kept():
    """Forget what an earlier test left in the cache."""
    cache.clear()
