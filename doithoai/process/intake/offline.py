"""Entry without network: the page a collector installs, what it needs to know of the seat, and where it sends."""

import hashlib
import json
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock, codes
from doithoai.ground.core.dates import fmt_date
from doithoai.process.intake import batches, rules
from doithoai.process.intake.models import Mode, RoundKind
from doithoai.process.people.guards import SeatedRequest, public, seated
from doithoai.process.people.models import Role, Seat
from doithoai.process.people.queries import villages_of
from doithoai.process.programme.queries import TAKES_OPINIONS
from doithoai.process.programme.queries import visible_to as meetings_of

BRINGS = (Role.COLLECTOR, Role.CLERK, Role.COORDINATOR)
# All the page needs besides itself. The worker keeps these and nothing else.
FILES = (
    "look/app.css",
    "look/desk.css",
    "look/favicon.svg",
    "look/app.js",
    "intake/offline.css",
    "intake/offline-store.js",
    "intake/offline-send.js",
    "intake/offline.js",
)


@seated(*BRINGS)
@require_safe
def page(request: SeatedRequest) -> HttpResponse:
    """The page itself. It names nobody: the worker keeps it on the device for whoever opens it there."""
    return render(request, "intake/offline.html", _choices())


@seated(*BRINGS)
@require_safe
def me(request: SeatedRequest) -> HttpResponse:
    """What the device must know of the seat (its villages, the meetings that take opinions), and a fresh form token."""
    seat = request.seat
    meetings = meetings_of(seat).filter(state__in=TAKES_OPINIONS).order_by("held_on", "id")[:50]
    collects = seat.role == Role.COLLECTOR
    return JsonResponse(
        {
            "seat": _mark_of(seat),
            "label": seat.label,
            "unit": rules.unit_for(seat).name,
            "village": seat.unit.name if collects else "",
            "villages": [] if collects else [village.name for village in villages_of(rules.unit_for(seat))],
            "meetings": [{"code": m.code, "label": f"{fmt_date(m.held_on)} · {m.title}"} for m in meetings],
            "token": get_token(request),
        }
    )


@seated(*BRINGS)
@require_POST
def send(request: SeatedRequest) -> HttpResponse:
    """Take rows in. Unit, village and collector are the seat's own; a body that is cut or garbled takes nothing."""
    told, problem = _body(request)
    if problem is not None:
        return problem
    if told["for"] != _mark_of(request.seat):
        return _problem(409, _("Những dòng này thuộc vị trí khác. Xin đăng nhập đúng vị trí đã nhập."))
    if len(told["rows"]) > rules.ROWS_IN_A_BATCH:
        return _problem(413, _("Một lần gửi tối đa %(most)d dòng.") % {"most": rules.ROWS_IN_A_BATCH})
    outcomes = batches.take(told["rows"], by=request.seat, now=clock.now())
    return JsonResponse({"rows": batches.as_json(outcomes)})


def _choices() -> dict[str, Any]:
    return {"kinds": RoundKind.choices, "modes": Mode.choices}


def _mark_of(seat: Seat) -> str:
    """Return what tells rows of different seats apart on a shared device, and says nothing else."""
    return codes.keyed_hash("offline-seat", str(seat.pk))[:32]


def _body(request: HttpRequest) -> tuple[dict[str, Any], HttpResponse | None]:
    """Read the whole body as {"for": …, "rows": […]}, or return what to answer."""
    if request.content_type != "application/json":
        return {}, _problem(400, _("Bản gửi không đọc được. Chưa có gì được lưu."))
    try:
        body = request.body
        told = json.loads(body.decode())
    except RequestDataTooBig:
        return {}, _problem(413, _("Bản gửi lớn quá 2 MB. Chưa có gì được lưu. Xin gửi ít dòng hơn một lần."))
    except (OSError, ValueError, RecursionError):
        return {}, _problem(400, _("Bản gửi bị đứt giữa chừng. Chưa có gì được lưu, máy sẽ tự gửi lại."))
    if not isinstance(told, dict) or not isinstance(told.get("rows"), list) or not isinstance(told.get("for"), str):
        return {}, _problem(400, _("Bản gửi không đọc được. Chưa có gì được lưu."))
    return told, None


def _problem(status: int, detail: str) -> JsonResponse:
    """Answer with a problem (RFC 9457) whose detail is a sentence for people."""
    return JsonResponse(
        {"title": HTTPStatus(status).phrase, "status": status, "detail": detail},
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It may only ever answer for the one page, and keeps only the files named in it."""
    shell = [reverse("intake:offline"), *(static(name) for name in FILES)]
    context = {"shell": shell, "stamp": _stamp(get_language() or "vi")}
    response = render(request, "intake/offline_worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("intake:offline")
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the page on its home screen."""
    here = reverse("intake:offline")
    icons = [
        {
            "src": static(f"intake/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    about = {
        "id": here,
        "name": _("Đối Thoại: nhập khi mất mạng"),
        "short_name": _("Nhập ý kiến"),
        "lang": get_language(),
        "start_url": here,
        "scope": here,
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": "#7d1518",
        "icons": icons,
    }
    response = JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "max-age=3600"
    return response


@lru_cache(maxsize=8)
def _stamp(language: str) -> str:
    """Return a mark that changes when the page or any of its files changes, so that devices fetch them anew."""
    mark = hashlib.sha256(f"{language}\x1f{render_to_string('intake/offline.html', _choices())}".encode())
    for name in FILES:
        mark.update(Path(str(finders.find(name))).read_bytes())
    return mark.hexdigest()[:16]
