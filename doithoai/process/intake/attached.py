"""The page that shows one picture or hands out one document of an opinion."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from doithoai.ground.core.files import handed_out
from doithoai.process.intake import attaching, queries
from doithoai.process.intake.models import Attachment
from doithoai.process.intake.views import READS
from doithoai.process.people.guards import SeatedRequest, seated


@require_safe
@seated(*READS)
def attachment(request: SeatedRequest, code: str, number: int) -> HttpResponse:
    """One attachment of an opinion whose words the seat may read."""
    opinion = queries.by_code(queries.visible_to(request.seat), code)
    allowed = queries.attachments_of(opinion, request.seat).defer(None).select_related("opinion")
    found = get_object_or_404(allowed, number=number)
    return handed_out(
        attaching.content_of(found),
        media_type=found.media_type,
        name=attaching.name_of(found),
        inline=found.kind == Attachment.Kind.PICTURE,
    )
