"""How a public page answers: the frame every page needs, its caching, and which methods it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doithoai.process.people.models import Unit

SHORT = 15
HOME_NAME_KEY = "portal:home-name"


@dataclass(frozen=True)
class Site:
    """What the header and footer say about this installation."""

    unit_name: str
    phone: str
    name: str = "Đối Thoại"


def _home_name() -> str:
    return Unit.objects.filter(is_home=True).values_list("name", flat=True).first() or ""


def footer_nav(request: HttpRequest) -> list[dict[str, str]]:
    """Return the links at the foot of every public page."""
    return [
        {"url": reverse("send"), "label": _("Gửi ý kiến")},
        {"url": reverse("follow"), "label": _("Tra cứu")},
        {"url": reverse("meetings"), "label": _("Cuộc đối thoại")},
        {"url": reverse("matters"), "label": _("Vấn đề đã trả lời")},
        {"url": reverse("promises"), "label": _("Cam kết")},
        {"url": reverse("privacy"), "label": _("Quyền riêng tư")},
        {"url": reverse("guide"), "label": _("Khiếu nại, tố cáo, khẩn cấp")},
    ]


def _frame(request: HttpRequest) -> dict[str, Any]:
    other = "vi" if get_language() == "en" else "en"
    return {
        "site": Site(cache.get_or_set(HOME_NAME_KEY, _home_name, 60) or "", settings.SITE_PHONE),
        "footer_nav": footer_nav,
        "other_language": translate_url(request.get_full_path(), other),
    }


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200, keep: int = 0
) -> HttpResponse:
    """Render a public page. `keep` > 0: anyone may keep it so many seconds; 0: nobody may keep it at all."""
    response = render(request, f"portal/{template}.html", {**_frame(request), **(context or {})}, status=status)
    if keep:
        patch_cache_control(response, public=True, max_age=keep)
        # Text size and colour come from cookies, so one reader's page is not another's.
        patch_vary_headers(response, ["Cookie"])
    else:
        response["Cache-Control"] = "private, no-store"
    return response


def takes(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer 405 to any other method; the middleware makes a page of it."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **kwargs)

        return taking

    return wrap
