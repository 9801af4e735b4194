"""Pages of the mailbox: what was fetched, and what waits for a clerk to read and decide."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.paging import page
from doithoai.process.intake import mail, queries, rules
from doithoai.process.intake.forms import AsideForm, LetterForm
from doithoai.process.intake.models import Letter, Opinion
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role

TABS = {
    Letter.Outcome.REFUSED: gettext_noop("Chờ người xem"),
    Letter.Outcome.TAKEN: gettext_noop("Đã vào sổ"),
    Letter.Outcome.IGNORED: gettext_noop("Bỏ qua"),
}


@seated(Role.CLERK)
@require_safe
def letters(request: SeatedRequest) -> HttpResponse:
    """The letters of the place by what became of them; those that wait come first."""
    asked = request.GET.get("loai", "")
    chosen = asked if asked in TABS else Letter.Outcome.REFUSED.value
    found = queries.letters_for(request.seat).filter(outcome=chosen).select_related("opinion")
    shown = page(found, field="fetched_at", cursor=request.GET.get("sau", ""))
    here = reverse("intake:letters")
    context = {
        "letters": [(letter, mail.REASONS.get(letter.reason, letter.reason)) for letter in shown.rows],
        "tabs": [
            {"label": _(label), "href": f"{here}?loai={value.value}", "current": value == chosen}
            for value, label in TABS.items()
        ],
        "chosen": chosen,
        "next_url": f"{here}?{urlencode({'loai': chosen, 'sau': shown.next})}" if shown.next else None,
        "first_url": f"{here}?loai={chosen}" if request.GET.get("sau") else None,
    }
    return render(request, "intake/letters.html", context)


def _find(request: SeatedRequest, pk: int) -> Letter:
    """Return a letter of the place; one whose words were sealed as a denunciation is opened by two persons, elsewhere."""
    letter = get_object_or_404(queries.letters_for(request.seat).defer(None).select_related("opinion"), pk=pk)
    if letter.opinion is not None and letter.opinion.handed == Opinion.Handed.DENUNCIATION:
        raise Http404
    return letter


def _page(
    request: SeatedRequest, letter: Letter, *, status: int = 200, **forms: LetterForm | AsideForm
) -> HttpResponse:
    waits = letter.outcome != Letter.Outcome.TAKEN
    read = mail.read_again(letter) if waits and letter.sealed else None
    words = read.text if read else ""
    original = "" if waits or not letter.sealed else mail.original_of(letter).decode(errors="replace")
    context = {
        "letter": letter,
        "why": mail.REASONS.get(letter.reason, letter.reason),
        "waits": waits,
        "read": read,
        "sender": mail.sender_of(read) if read else None,
        "original": original,
        "enter": forms.get("enter") or LetterForm(initial={"words": words[: rules.LONGEST]}),
        "aside": forms.get("aside") or AsideForm(),
        "wrong": next(iter(forms.values()), None),
    }
    return render(request, "intake/letter.html", context, status=status)


@seated(Role.CLERK)
def letter(request: SeatedRequest, pk: int) -> HttpResponse:
    """One letter: what can be read of it; entering its words by hand."""
    found = _find(request, pk)
    if request.method != "POST":
        return _page(request, found)
    form = LetterForm(request.POST)
    if form.is_valid():
        try:
            opinion = mail.enter_by_hand(found, form.cleaned_data["words"], by=request.seat, now=clock.now())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã vào sổ: %(code)s.") % {"code": opinion.code})
            return redirect("intake:letters")
    return _page(request, found, status=422, enter=form)


@seated(Role.CLERK)
@require_POST
def aside(request: SeatedRequest, pk: int) -> HttpResponse:
    """Say that a letter is no opinion."""
    found, form = _find(request, pk), AsideForm(request.POST)
    if form.is_valid():
        try:
            mail.set_aside(found, form.cleaned_data["reason"], by=request.seat, now=clock.now())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã bỏ qua thư này."))
            return redirect("intake:letters")
    return _page(request, found, status=422, aside=form)


@seated(Role.CLERK)
@require_safe
def original(request: SeatedRequest, pk: int) -> HttpResponse:
    """The letter as it came, as a file to keep; nothing in it can run here."""
    found = _find(request, pk)
    if not found.sealed or found.outcome == Letter.Outcome.TAKEN:
        raise Http404
    response = HttpResponse(mail.original_of(found), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="thu-{found.pk}.eml"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
