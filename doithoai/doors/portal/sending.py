"""Sending an opinion: three screens, one form, nothing kept on the server until the last button."""

import re
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import cache
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from doithoai.doors.portal.forms import WhoForm, WriteForm
from doithoai.doors.portal.pages import show, takes
from doithoai.doors.portal.receipts import facts_of
from doithoai.ground.core import clock
from doithoai.ground.core.actors import CITIZEN
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.uploads import UpToTheLimit
from doithoai.ground.index.searching import PUBLIC
from doithoai.ground.language import personal, signs
from doithoai.ground.language.fold import nfc
from doithoai.process.intake import attaching, rules
from doithoai.process.intake import queries as intake_queries
from doithoai.process.intake.attaching import MAX_BYTES, MOST
from doithoai.process.intake.models import Channel, Mode, Opinion
from doithoai.process.intake.same import Same, like
from doithoai.process.intake.services import Sender, Where
from doithoai.process.people import queries as people
from doithoai.process.people.guards import public
from doithoai.process.people.models import Unit
from doithoai.process.programme import queries as programme
from doithoai.process.programme.models import Meeting

SECONDS_REMEMBERED = 30
FIELDS = ("text", "village", "unit", "meeting", "mode", "name", "phone", "address", "email", "notify")
WHO = {"mode", "name", "phone", "address", "email", "notify"}
# What is pointed out to the sender before it is sent, by the name of the pattern that found it.
PERSONAL = {
    "cccd": gettext_lazy("số căn cước"),
    "cmnd": gettext_lazy("số chứng minh nhân dân"),
    "phone": gettext_lazy("số điện thoại"),
    "email": gettext_lazy("địa chỉ thư điện tử"),
    "plate": gettext_lazy("biển số xe"),
    "house": gettext_lazy("số nhà"),
    "bank": gettext_lazy("số tài khoản"),
    "birth": gettext_lazy("ngày sinh"),
    "insurance": gettext_lazy("số thẻ, sổ bảo hiểm"),
    "tax": gettext_lazy("mã số thuế"),
    "passport": gettext_lazy("số hộ chiếu"),
}
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Letter:
    """What the form carries from screen to screen, and where it goes."""

    carried: dict[str, str]
    key: str
    unit: Unit | None
    meeting: Meeting | None = None
    write: Form = field(default_factory=WriteForm)
    who: Form = field(default_factory=WhoForm)
    trouble: tuple[str, ...] = ()

    def blame(self, *sentences: str) -> "Letter":
        """Return the same letter with something to tell its writer."""
        return replace(self, trouble=(*self.trouble, *sentences))


def _meeting(code: str) -> Meeting | None:
    try:
        return programme.by_code(programme.public(), code) if code else None
    except Http404:
        return None


def _unit(wanted: str) -> Unit | None:
    """Return the chosen place, or the home place when none was chosen; None for one that takes no opinions."""
    if wanted and not re.fullmatch(r"[0-9]{1,12}", wanted):
        return None
    # Who receives changes seldom and is asked at each of the three screens: a fifth of a submission's cost (measured).
    remembered = f"receives:{wanted}:{clock.today()}"
    unit = cache.get(remembered)
    if unit is None:
        places = people.receiving_units(clock.today())
        unit = places.filter(pk=int(wanted)).first() if wanted else places.first()
        cache.set(remembered, unit, SECONDS_REMEMBERED)
    return unit


def _read(data: Any) -> Letter:
    """Read one post (or the first opening) into a letter; whatever does not fit is told, never dropped in silence."""
    carried = {name: data.get(name, "") for name in FIELDS}
    carried["mode"] = carried["mode"] or str(Mode.CONFIDENTIAL)
    key, trouble = data.get("key", ""), []
    meeting = _meeting(carried["meeting"])
    if carried["meeting"] and (meeting is None or meeting.state not in programme.TAKES_OPINIONS):
        trouble.append(_("Cuộc đối thoại này không còn nhận ý kiến. Ý kiến vẫn gửi được tới đơn vị."))
        carried["unit"], carried["meeting"], meeting = str(meeting.unit_id if meeting else ""), "", None
    unit = meeting.unit if meeting else _unit(carried["unit"])
    if unit is None and carried["unit"]:
        trouble.append(_("Xin chọn lại nơi nhận ý kiến."))
    return Letter(
        carried=carried,
        key=key if _KEY.fullmatch(key) else uuid.uuid4().hex,
        unit=unit,
        meeting=meeting,
        write=WriteForm(carried),
        who=WhoForm(carried),
        trouble=tuple(trouble),
    )


def _screen(request: HttpRequest, letter: Letter, name: str, *, status: int = 200) -> HttpResponse:
    """Show one of the three screens with everything carried along."""
    context: dict[str, Any] = {"letter": letter, "counter": rules.FORM_LONGEST, "phone_numbers": ("113", "114", "115")}
    if name == "write" and letter.meeting is None:
        context["places"] = list(people.receiving_units(clock.today()))
    if name == "check":
        context["similar"] = _answered(letter) if request.POST.get("step") == "same" else None
        context["personal"] = [(PERSONAL[one.kind], one.text) for one in personal.find(nfc(letter.carried["text"]))]
    if name in {"who", "check"}:
        context["door"] = signs.door(signs.find(nfc(letter.carried["text"])))
    visible = {"write": {"text", "village", "unit"}, "who": WHO}.get(name, set())
    context["hidden"] = {key: value for key, value in letter.carried.items() if key not in visible}
    return show(request, f"send_{name}", context, status=status)


def _answered(letter: Letter) -> list[Same]:
    """Return published matters that are likely the same: shown after writing and only then; sending does not wait for it."""
    place = ", ".join(filter(None, [letter.unit.name if letter.unit else "", letter.carried["village"][:200]]))
    return like(letter.carried["text"], seat=PUBLIC, place=place)


@public
@takes("GET", "HEAD", "POST")
@csrf_exempt
@sensitive_post_parameters()
def send(request: HttpRequest) -> HttpResponse:
    """Write, say who may know, check and send. Only the last step stores something, so only it needs the token."""
    limit = UpToTheLimit(request, most_bytes=MAX_BYTES, most_files=MOST)
    if request.method == "POST":
        request.upload_handlers.insert(0, limit)
    if request.method != "POST":
        letter = _read({"meeting": request.GET.get("cuoc", "")[:40]})
        return _screen(request, replace(letter, write=WriteForm()), "write")
    step, letter = request.POST.get("step", ""), _read(request.POST)
    if limit.too_large:
        # The pictures stand last in the form: the words came before them, the pressed button did not.
        step = "check"
        letter = letter.blame(
            _("Tối đa %(n)d ảnh, mỗi ảnh 10 MB. Xin chọn lại ảnh, hoặc gửi không kèm ảnh.") % {"n": MOST}
        )
    if step not in {"who", "check", "same", "send"}:
        return _screen(request, replace(letter, write=WriteForm(initial=letter.carried)), "write")
    if not letter.write.is_valid() or letter.unit is None:
        return _screen(request, letter, "write", status=422)
    if step == "who":
        return _screen(request, replace(letter, who=WhoForm(initial=letter.carried)), "who")
    if not letter.who.is_valid():
        return _screen(request, letter, "who", status=422)
    return _screen(request, letter, "check") if step in {"check", "same"} else _receive(request, letter)


@csrf_protect
def _receive(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Take the voice and answer with its receipt; the same form again gives the same receipt."""
    key, facts = f"form:{letter.key}", {**letter.write.cleaned_data, **letter.who.cleaned_data}
    if request.POST.get("key") != letter.key:
        return _screen(request, letter.blame(_("Mẫu gửi bị thiếu số. Xin bấm Gửi một lần nữa.")), "check", status=422)
    if letter.trouble and intake_queries.by_key(key) is None:
        return _screen(request, letter, "check", status=422)
    sender = Sender(
        name=facts["name"],
        phone=facts["phone"],
        address=facts["address"],
        email=facts["email"],
        notify=facts.get("notify", False),
        language=get_language() or "vi",
    )
    try:
        opinion = attaching.receive_with(
            letter.unit,  # type: ignore[arg-type]
            facts["text"],
            attaching.clean_pictures([sent.read() for sent in request.FILES.getlist("photos")]),
            channel=Channel.WEB,
            by=CITIZEN,
            now=clock.now(),
            key=key,
            mode=facts["mode"],
            # Forms come as UTF-8 and what cannot be decoded was refused, so these are the bytes as received.
            raw=facts["text"].encode(),
            meeting=letter.meeting,
            where=Where(village=facts["village"]),
            sender=sender,
        )
    except Refused as refusal:
        again = replace(letter, key=uuid.uuid4().hex)
        return _screen(request, again.blame(refusal.message, *refusal.details), "check", status=refusal.status)
    return receipt(request, opinion, letter.unit)  # type: ignore[arg-type]


def receipt(request: HttpRequest, opinion: Opinion, unit: Unit) -> HttpResponse:
    """Show the number, the secret code and what happens next; on paper it comes when asked for (receipts.py)."""
    return show(request, "receipt", facts_of(request, opinion, unit))


def expired(request: HttpRequest) -> HttpResponse:
    """The form's token was missing or too old: show the form again, nothing lost, with a fresh one."""
    sentence = _("Trang đã mở quá lâu. Xin xem lại rồi bấm Gửi một lần nữa. Nếu vẫn không được, hãy bật cookie.")
    letter = _read(request.POST).blame(sentence)
    screen = "write" if not letter.write.is_valid() else "check" if letter.who.is_valid() else "who"
    return _screen(request, letter, screen, status=403)
