"""The desk's navigation: what each role has to do, in its own order."""

from typing import Any

from django.http import HttpRequest


def desk_nav(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the navigation of the signed-in seat."""
    return []
