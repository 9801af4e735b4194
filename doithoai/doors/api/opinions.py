"""`/api/v1/`: other systems (a hotline, the national portal) bring opinions and ask how they stand."""

import re
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.responses import Status
from ninja.security import HttpBearer

from doithoai.doors.api.problems import problem
from doithoai.doors.api.shapes import Body, ListOut, OpinionIn, ReceiptOut, StateOut
from doithoai.ground.core import clock, codes
from doithoai.ground.core.dates import fmt_date, fmt_datetime
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.paging import page
from doithoai.process.assignment.queries import due_for
from doithoai.process.intake import keys
from doithoai.process.intake.models import ApiCall

_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class TooMany(Exception):
    """The key has used up a window."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


class Key(HttpBearer):
    """`Authorization: Bearer dt_…`, as issued on the desk's page for keys."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the key, once its use is counted; None when there is no such key."""
        now = clock.now()
        key = keys.find(token, today=clock.day_of(now))
        if key is None:
            return None
        rate = keys.count_use(key, now=now)
        policy = ", ".join(f'"{seconds}s";q={most};w={seconds}' for seconds, most in keys.LIMITS)
        request.rate_headers = {  # type: ignore[attr-defined]
            "RateLimit-Policy": policy,
            "RateLimit": f'"{rate.window}s";r={rate.left};t={rate.wait}',
        }
        if rate.full:
            raise TooMany(rate.wait)
        return key


api = NinjaAPI(
    title="Đối Thoại",
    version="1",
    description=_("Đưa ý kiến của người dân vào sổ tiếp nhận của một đơn vị, và hỏi tình trạng."),
    docs_url=None,
    urls_namespace="api",
    auth=Key(),
    parser=Body(),
)


def _state(call: ApiCall) -> dict[str, Any]:
    opinion = call.opinion
    return {
        "number": opinion.code,
        "state": opinion.state,
        "received_at": opinion.received_at,
        "external_id": call.external_id,
    }


def _receipt(call: ApiCall) -> dict[str, Any]:
    opinion = call.opinion
    due = due_for(opinion.unit, clock.day_of(opinion.received_at)).on
    facts = {
        "code": opinion.code,
        "at": fmt_datetime(opinion.received_at),
        "secret": codes.in_fours(opinion.secret),
        "due": fmt_date(due),
    }
    return {
        **_state(call),
        "follow_up_code": opinion.secret,
        "follow_url": urljoin(f"{settings.SITE_URL}/", reverse("follow").lstrip("/")),
        "due": due,
        "receipt": _(
            "Đã nhận ý kiến số %(code)s lúc %(at)s. Mã tra cứu: %(secret)s. Dự kiến trả lời chậm nhất %(due)s."
        )
        % facts,
    }


@api.post("opinions", response={200: ReceiptOut, 201: ReceiptOut}, url_name="opinions")
def bring(request: HttpRequest, data: OpinionIn, number: str = Header("", alias="Idempotency-Key")) -> Any:
    """Bring one opinion. 201 when it is new, 200 with the same answer when this very call came before."""
    if not _KEY.fullmatch(number):
        return problem(400, _("Cần đầu mục Idempotency-Key: 1–200 ký tự, mỗi ý kiến một giá trị."))
    call, new = keys.bring(request.auth, data.as_call(number), now=clock.now())  # type: ignore[attr-defined]
    return Status(201 if new else 200, _receipt(call))


@api.get("opinions", response=ListOut, url_name="opinions")
def brought(request: HttpRequest, cursor: str = "", limit: int = Query(25, ge=1, le=100)) -> Any:
    """What this key brought in, newest first."""
    shown = page(keys.calls_of(request.auth), field="at", cursor=cursor, size=limit)  # type: ignore[attr-defined]
    return {"items": [_state(call) for call in shown.rows], "next": shown.next or None}


@api.get("opinions/{code}", response=StateOut, url_name="opinion")
def state(request: HttpRequest, code: str) -> Any:
    """How one opinion stands that this key brought in; any other does not exist."""
    parsed = codes.parse_said(code, "YK")
    mine = keys.calls_of(request.auth)  # type: ignore[attr-defined]
    call = mine.filter(opinion_id=parsed[1]).first() if parsed else None
    if call is None or call.opinion.code != codes.said("YK", *parsed):  # type: ignore[misc]
        raise Http404
    return _state(call)


def _why(kind: str) -> str:
    """Say what is wrong with a field."""
    return {
        "extra_forbidden": _("Không có trường này."),
        "missing": _("Thiếu trường này."),
        "string_too_short": _("Quá ngắn."),
        "string_too_long": _("Quá dài."),
        "literal_error": _("Không có lựa chọn này."),
    }.get(kind, _("Giá trị không đúng dạng."))


@api.exception_handler(ValidationError)
def _wrong_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = []
    for one in error.errors:
        where = [str(part) for part in one["loc"] if part not in {"body", "data", "query", "header"}]
        told.append({"pointer": "/" + "/".join(where)[:100], "detail": _why(one["type"])})
    return problem(422, errors=told[:50])


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, WWW_Authenticate="Bearer")


@api.exception_handler(TooMany)
def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    return problem(429, Retry_After=str(error.wait))


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(422, error.message)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code)
