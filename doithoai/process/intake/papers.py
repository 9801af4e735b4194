"""What intake prints."""

import segno
from django.utils.safestring import SafeString, mark_safe

from doithoai.process.intake.models import Opinion

# Every mask reads equally well for a scanner's purpose; trying all eight took a third of each submission (measured).
_MASK = 4


def follow_qr(door: str, opinion: Opinion) -> SafeString:
    """Draw the way to an opinion's follow page. The code stands behind '#', which browsers never send on."""
    drawing = segno.make_qr(f"{door}#{opinion.secret}", error="m", mask=_MASK).svg_inline(
        border=2, omitsize=True, light="#fff", svgclass=None, lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 - drawn by segno from our own address and digits
