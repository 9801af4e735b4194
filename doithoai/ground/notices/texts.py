"""Every sentence that may leave the program by mail or message, in one place: none carries a content or a name."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    "received": gettext_noop("Đã nhận ý kiến %(about)s."),
    "asked": gettext_noop("Nơi giải quyết hỏi thêm về ý kiến %(about)s."),
    "answered": gettext_noop("Ý kiến %(about)s đã có trả lời."),
    "corrected": gettext_noop("Trả lời ý kiến %(about)s đã được đính chính."),
    "extended": gettext_noop("Hạn trả lời ý kiến %(about)s đã thay đổi."),
    "reopened": gettext_noop("Ý kiến %(about)s được xem xét lại."),
    "kept": gettext_noop("Đã có quyết định về đề nghị xem lại ý kiến %(about)s."),
    "updated": gettext_noop("Ý kiến %(about)s có thông tin mới."),
    "data": gettext_noop("Đã có trả lời về yêu cầu dữ liệu của ý kiến %(about)s."),
}


@dataclass(frozen=True)
class Parcel:
    """One message as it leaves. `id` stays the same however often it is sent, so that a receiver can fold repeats."""

    id: str
    kind: str
    address: str
    language: str
    at: datetime
    subject: str
    text: str


def parcel(*, key: str, kind: str, about: str, address: str, language: str, at: datetime) -> Parcel:
    """Write the message: what happened to which public number, and where to read it with the own code."""
    with translation.override(language):
        sentence = _(SENTENCES[kind]) % {"about": about}
        where = _("Xem tại %(link)s bằng mã tra cứu của ông/bà.") % {"link": settings.SITE_URL + reverse("follow")}
        return Parcel(key, kind, address, language, at, sentence.rstrip("."), f"{sentence} {where}")
