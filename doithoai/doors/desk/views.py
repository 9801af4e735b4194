"""Sign in, choose a seat, see what to do next."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from doithoai.ground.core.middleware import error_page


def locked_out(request: HttpRequest, credentials: dict | None = None, *args, **kwargs) -> HttpResponse:
    """Too many wrong passwords: say how long to wait."""
    return error_page(
        request,
        429,
        _("Tạm khóa đăng nhập"),
        _("Sai mật khẩu nhiều lần. Xin đợi 15 phút rồi thử lại, hoặc gọi quản trị."),
    )
