"""The page that shows one picture or hands out one document of an opinion."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from doithoai.process.intake import attaching, queries
from doithoai.process.intake.models import Attachment
from doithoai.process.intake.views import READS
from doithoai.process.people.guards import SeatedRequest, seated

ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


def served(attachment: Attachment) -> HttpResponse:
    """Answer with the bytes: a picture of ours in place, anything else only as a file to keep; nothing in it can run."""
    response = HttpResponse(attaching.content_of(attachment), content_type=attachment.media_type)
    shown = attachment.kind == Attachment.Kind.PICTURE
    name = f"{attachment.opinion.code}-{attachment.number}.{ENDINGS.get(attachment.media_type, 'bin')}"
    response["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@seated(*READS)
def attachment(request: SeatedRequest, code: str, number: int) -> HttpResponse:
    """One attachment of an opinion whose words the seat may read."""
    opinion = queries.by_code(queries.visible_to(request.seat), code)
    allowed = queries.attachments_of(opinion, request.seat).defer(None).select_related("opinion")
    return served(get_object_or_404(allowed, number=number))
