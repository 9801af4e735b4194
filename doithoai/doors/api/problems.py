"""Errors of the API: RFC 9457, always as application/problem+json, in Vietnamese, never with what was sent."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

log = logging.getLogger("doithoai.api")
MAX_BODY = 256 * 1024
TITLES = {
    400: gettext_noop("Yêu cầu không đọc được"),
    401: gettext_noop("Thiếu khóa hoặc khóa không dùng được"),
    404: gettext_noop("Không có địa chỉ hoặc ý kiến này"),
    405: gettext_noop("Không dùng được cách gọi này ở đây"),
    413: gettext_noop("Nội dung quá lớn: tối đa 256 kB"),
    415: gettext_noop("Chỉ nhận application/json"),
    422: gettext_noop("Nội dung chưa đúng"),
    429: gettext_noop("Gọi quá nhiều trong thời gian ngắn"),
    500: gettext_noop("Máy chủ gặp lỗi. Chưa có gì được lưu"),
    503: gettext_noop("Máy đang bận. Xin gọi lại sau"),
}


def problem(status: int, detail: str = "", errors: list[dict[str, str]] | None = None, **headers: str) -> HttpResponse:
    """Return a problem document."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _(TITLES[status]) if status in TITLES else HTTPStatus(status).phrase,
        "status": status,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json; charset=utf-8"
    )
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def _too_large(request: HttpRequest) -> bool:
    """Say whether a body is over the limit; reads it, so that nothing later meets one that is."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if declared.isdigit() and int(declared) > MAX_BODY:
        return True
    return len(request.body) > MAX_BODY


def told_as_problems(view: Callable[..., HttpResponse], guard: str) -> Callable[..., HttpResponse]:
    """Give an API view its guard, its limits before anything is read, and problem documents for whatever goes wrong."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method == "POST":
                if _too_large(request):
                    return problem(413)
                if request.content_type != "application/json":
                    return problem(415)
            response = view(request, *args, **kwargs)
        except RequestDataTooBig:
            return problem(413)
        except (UnreadablePostError, BadRequest):
            return problem(400)
        except OperationalError as error:
            log.error("database is not available", exc_info=error)
            return problem(503, Retry_After="30")
        except Exception as error:
            log.error("the API failed", exc_info=error)
            return problem(500)
        if response.status_code == 405:
            return problem(405, Allow=response.get("Allow", ""))
        for name, value in getattr(request, "rate_headers", {}).items():
            response[name] = value
        response["Cache-Control"] = "no-store"
        return response

    guarded.guard = guard  # type: ignore[attr-defined]
    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded
