"""Error pages in plain words. Nothing typed is lost; nothing of the machine is shown."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from doithoai.doors.portal import sending
from doithoai.ground.core.middleware import error_page


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: what came could not be read; 413 where it was only too much."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return error_page(
            request,
            413,
            _("Nội dung quá lớn"),
            _("Một lần gửi nhận tối đa 2 MB chữ, tệp tối đa 10 MB. Hãy rút ngắn hoặc chia nhỏ rồi gửi lại."),
        )
    return error_page(
        request, 400, _("Yêu cầu không đọc được"), _("Hãy quay lại trang trước và thử lại. Chưa có gì được lưu.")
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: not for this seat."""
    return error_page(request, 403, _("Không được phép"), _("Vị trí của ông/bà không mở được trang này."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: hidden and absent answer alike."""
    return error_page(
        request,
        404,
        _("Không có trang này"),
        _("Địa chỉ có thể đã gõ nhầm. Hãy về trang chủ, hoặc tra cứu bằng mã trên giấy biên nhận."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without request, database or session; says it in both languages."""
    return HttpResponse(render_to_string("look/error_static.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or cookies are off. The sending form comes back with every word; elsewhere: what to do."""
    match = request.resolver_match
    if match is not None and match.view_name == "send":
        return sending.expired(request)
    return error_page(
        request,
        403,
        _("Trang này đã mở quá lâu"),
        _("Xin bấm nút quay lại của trình duyệt: nội dung đã viết vẫn còn. Tải lại trang rồi gửi lần nữa."),
    )
