"""Following one's own opinion by its 16 digits, which travel only in the body of a form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from doithoai.doors.portal import gate, story, talking
from doithoai.doors.portal.forms import ObjectionForm, RateForm
from doithoai.doors.portal.guidance import complaint_limits
from doithoai.doors.portal.pages import show, takes
from doithoai.ground.core import clock, codes
from doithoai.ground.core.errors import Refused
from doithoai.ground.language.fold import nfc
from doithoai.process.answer import verdicts
from doithoai.process.intake.models import Opinion
from doithoai.process.people.guards import public
from doithoai.process.triage import objecting


@public
@takes("GET", "HEAD", "POST")
# No form token: whoever posts here must hold the 16 digits, which no other site can know; and no cookie is needed.
@csrf_exempt
@sensitive_post_parameters()
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the code, or show what became of the opinion it opens."""
    if request.method != "POST":
        return gate.asks(request)
    opinion = gate.opened(request)
    if isinstance(opinion, HttpResponse):
        return opinion
    if "matter" in request.POST:
        return _rate(request, opinion)
    if "objection" in request.POST:
        return _object(request, opinion)
    if "reply" in request.POST:
        answered = talking.reply(request, opinion)
        return _story(request, opinion, status=answered.pop("status", 200), **answered)
    return _story(request, opinion)


def _rate(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    """Take the verdict and show the page again: the code must not go into an address, so there is no redirect."""
    strands = story.strands_of(opinion)
    asked = nfc(request.POST.get("matter", "")[:40])
    strand = next((s for s in strands if s.matter.code == asked and s.may_rate), None)
    if strand is None:
        return _story(request, opinion, strands, trouble=_("Vấn đề này chưa có trả lời để đánh giá."), status=422)
    form = RateForm(request.POST, auto_id=f"r{strand.matter.pk}_%s")
    if not form.is_valid():
        strand.form = form
        return _story(request, opinion, strands, wrong_form=form, status=422)
    try:
        verdicts.rate(opinion, strand.matter, **form.cleaned_data, now=clock.now())
    except Refused as refusal:
        strand.form = form
        return _story(request, opinion, strands, trouble=refusal.message, status=refusal.status)
    thanks = (
        _("Cảm ơn ông/bà. Đánh giá đã được ghi.")
        if form.cleaned_data["solved"]
        else _("Đã ghi “chưa giải quyết”. Mặt trận Tổ quốc và người điều phối sẽ xem lại.")
    )
    return _story(request, opinion, thanks=thanks)


def _object(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    """Take "my matter is another", or the answer to the desk's reason, for one matter of this opinion."""
    strands = story.strands_of(opinion)
    asked = request.POST.get("objection", "")[:40]
    strand = next((s for s in strands if str(s.raising) == asked and (s.may_object or s.may_insist)), None)
    if strand is None:
        trouble = _("Việc này không còn báo khác được. Xin xem trả lời dưới đây.")
        return _story(request, opinion, strands, trouble=trouble, status=422)
    form = ObjectionForm(request.POST, auto_id=f"o{strand.raising}_%s")
    strand.object_form = form
    if not form.is_valid():
        return _story(request, opinion, strands, wrong_form=form, status=422)
    words = form.cleaned_data["words"]
    try:
        if strand.objection is not None:
            objecting.insist(strand.objection, words, now=clock.now())
        else:
            objecting.object_to(opinion, opinion.raisings.get(pk=strand.raising), words, now=clock.now())
    except Refused as refusal:
        return _story(request, opinion, strands, trouble=refusal.message, status=refusal.status)
    return _story(request, opinion, thanks=_("Đã ghi. Người điều phối sẽ xem và trả lời ở trang này."))


def _story(
    request: HttpRequest, opinion: Opinion, strands: list[story.Strand] | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    sealed = opinion.handed == Opinion.Handed.DENUNCIATION
    strands = story.strands_of(opinion) if strands is None else strands
    seen: set[int] = set()
    for strand in strands:
        # Two of the opinion's matters may follow one answer: it is judged once.
        if strand.may_rate and strand.matter.pk not in seen and strand.form is None:
            last = strand.rating
            said = (
                {"score": last.score, "solved": "yes" if last.solved else "no", "comment": last.comment}
                if last
                else None
            )
            strand.form = RateForm(initial=said, auto_id=f"r{strand.matter.pk}_%s")
        seen.add(strand.matter.pk)
        if (strand.may_object or strand.may_insist) and strand.object_form is None:
            strand.object_form = ObjectionForm(auto_id=f"o{strand.raising}_%s")
    context = {
        "opinion": opinion,
        "digits": codes.clean_secret(request.POST["code"]),
        "words": "" if sealed else opinion.text,
        "opening": story.opening_of(opinion),
        "strands": strands,
        "moves": story.moves_of([promise for strand in strands for promise in strand.promises]),
        "complaint": complaint_limits() if opinion.handed == Opinion.Handed.COMPLAINT else [],
        "openings": story.openings_of(opinion),
        "talk": talking.talk_of(opinion),
        "reply": talking.ReplyForm(),
        **more,
    }
    return show(request, "story", context, status=status)
