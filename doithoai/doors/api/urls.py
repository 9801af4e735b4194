"""Addresses of the API (below /api/v1/). Each gets its guard and its problem documents; what is not there is one too."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from doithoai.doors.api.opinions import api
from doithoai.doors.api.problems import problem, told_as_problems

app_name = "api"


def nothing(request: HttpRequest) -> HttpResponse:
    """No such address."""
    return problem(404)


_ALL: list[Any] = api.urls[0]
_FOUND = {pattern.name: pattern for pattern in _ALL}
urlpatterns = [
    path("openapi.json", told_as_problems(_FOUND["openapi-json"].callback, "public"), name="openapi"),
    path("opinions", told_as_problems(_FOUND["opinions"].callback, "key"), name="opinions"),
    path("opinions/<str:code>", told_as_problems(_FOUND["opinion"].callback, "key"), name="opinion"),
    path("", told_as_problems(nothing, "public"), name="api-root"),
    re_path(r"^.*$", told_as_problems(nothing, "public"), name="nothing"),
]
