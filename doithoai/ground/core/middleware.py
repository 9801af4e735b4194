"""Request id, and refusals that answer with a page instead of a stack."""

import logging
import secrets
from collections.abc import Callable

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from doithoai.ground.core import logs
from doithoai.ground.core.errors import Refused

log = logging.getLogger("doithoai.request")


class RequestId:
    """Give each request an id that stands in its log lines and answer; it says nothing about the sender."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = logs.request_id.set(secrets.token_hex(8))
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = logs.request_id.get()
            return response
        finally:
            logs.request_id.reset(token)


def error_page(
    request: HttpRequest, status: int, title: str, text: str, details: list[str] | None = None
) -> HttpResponse:
    """Render the one error page. Never raises: the page itself needs no database."""
    context = {"status": status, "heading": title, "what": text, "details": details or []}
    return render(request, "look/error.html", context, status=status)


class PlainErrors:
    """Turn a verb's refusal, an oversized body or a busy database into a clear page; the typed text stays in the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A NUL byte is never text; PostgreSQL refuses it with a 500 if it gets that far.
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return error_page(request, 400, _("Địa chỉ không hợp lệ"), _("Hãy kiểm tra lại địa chỉ trang."))
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = error_page(
                request,
                405,
                _("Không làm được việc này ở đây"),
                _("Xin quay lại trang trước và dùng nút có trên trang."),
            )
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer known refusals; anything else goes on to the 500 page and the log."""
        if isinstance(error, Refused):
            titles = {403: _("Không được phép"), 409: _("Việc đã thay đổi"), 422: _("Chưa làm được")}
            return error_page(request, error.status, titles[error.status], error.message, error.details)
        if isinstance(error, RequestDataTooBig | TooManyFieldsSent):
            return error_page(
                request,
                413,
                _("Nội dung quá lớn"),
                _("Một lần gửi nhận tối đa 2 MB chữ, tệp tối đa 10 MB. Hãy rút ngắn hoặc chia nhỏ rồi gửi lại."),
            )
        if isinstance(error, BadRequest | UnicodeDecodeError):
            return error_page(
                request,
                400,
                _("Yêu cầu không đọc được"),
                _("Hãy quay lại trang trước và thử lại. Chưa có gì được lưu."),
            )
        if isinstance(error, OperationalError):
            log.error("database is not available", exc_info=error)
            response = error_page(
                request,
                503,
                _("Máy đang bận"),
                _(
                    "Chưa nhận được nội dung của ông/bà. Xin giữ lại bài viết, quay lại trang trước và gửi lại sau ít phút."
                ),
            )
            response["Retry-After"] = "30"
            return response
        return None
