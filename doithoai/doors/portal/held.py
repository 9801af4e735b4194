"""Everything held about one opinion, as its sender may read and take it away: plain words and data."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from doithoai.doors.portal import story
from doithoai.ground.core import events
from doithoai.ground.core.dates import fmt_date, fmt_datetime
from doithoai.process.assignment import queries as assignments
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Opinion

# What each line of the book about an opinion means to whoever sent it.
SAID = {
    "receive": gettext_noop("Tiếp nhận ý kiến"),
    "triage": gettext_noop("Phân loại"),
    "undo_triage": gettext_noop("Phân loại lại"),
    "set_aside": gettext_noop("Không xử lý, có nêu lý do"),
    "take_back": gettext_noop("Xem xét trở lại"),
    "hand_over": gettext_noop("Hướng dẫn, chuyển cơ quan có thẩm quyền"),
    "withdraw": gettext_noop("Rút ý kiến"),
    "read_contact": gettext_noop("Xem thông tin liên hệ của ông/bà"),
    "ask_contact": gettext_noop("Xin mở danh tính của ông/bà"),
    "open_contact": gettext_noop("Mở danh tính của ông/bà"),
    "ask_to_open": gettext_noop("Xin mở nội dung niêm phong"),
    "open_seal": gettext_noop("Mở nội dung niêm phong để in phiếu chuyển"),
    "correct_contact": gettext_noop("Sửa thông tin liên hệ"),
    "erase_identity": gettext_noop("Xóa danh tính"),
    "forget_contact": gettext_noop("Xóa thông tin liên hệ vì hết thời hạn giữ"),
    "ask_sender": gettext_noop("Đơn vị hỏi thêm"),
    "reply_to_agency": gettext_noop("Ông/bà trả lời đơn vị"),
}
LOOKED = {"read_contact", "ask_contact", "open_contact", "ask_to_open", "open_seal"}


def history_of(opinion: Opinion) -> list[dict[str, Any]]:
    """Return the book's lines about this opinion in plain words, oldest first: offices, never officers' names."""
    lines = []
    for event in events.of(opinion):
        title = _(SAID.get(event.verb, gettext_noop("Việc khác trong hồ sơ")))
        text = f"{_('Lý do:')} {event.note}" if event.note else ""
        lines.append(
            {
                "at": f"{fmt_datetime(event.at)} · {event.actor}",
                "title": title,
                "text": text,
                "tone": "warn" if event.verb in LOOKED else "neutral",
                "icon": "eye" if event.verb in LOOKED else "check",
                "moment": event.at,
                "actor": event.actor,
            }
        )
    return lines


def _data(opinion: Opinion, contact: dict[str, Any] | None, *, now: datetime) -> dict[str, Any]:
    sealed = opinion.handed == Opinion.Handed.DENUNCIATION
    return {
        "taken_at": now.isoformat(),
        "opinion": {
            "code": opinion.code,
            "received_at": opinion.received_at.isoformat(),
            "unit": opinion.unit.name,
            "channel": opinion.channel,
            "mode": opinion.mode,
            "state": opinion.state,
            "village": opinion.village,
            "place": opinion.place,
            "said_on": opinion.said_on.isoformat() if opinion.said_on else None,
            "public_name": opinion.public_name,
            "words": None if sealed else opinion.text,
            "public_reason": opinion.public_reason,
            "handed_to": opinion.handed_to,
        },
        "contact": contact or {},
        "matters": [_matter(strand) for strand in story.strands_of(opinion)],
        **_exchanges(opinion),
    }


def _exchanges(opinion: Opinion) -> dict[str, Any]:
    """Return what was said and asked about the opinion, and who did what."""
    return {
        "messages": [
            {
                "at": m.at.isoformat(),
                "from": "sender" if m.from_sender else m.unit.name if m.unit else "",
                "text": m.text,
            }
            for m in assignments.talk_of(opinion)
        ],
        "identity_opened": [
            {"at": one.opened_at.isoformat() if one.opened_at else None, "reason": one.reason}
            for one in story.openings_of(opinion)
        ],
        "requests": [
            {
                "kind": r.kind,
                "text": r.text,
                "state": r.state,
                "reply": r.reply,
                "received_at": r.received_at.isoformat(),
                "answer_by": r.answer_by.isoformat(),
                "finish_by": r.finish_by.isoformat(),
            }
            for r in intake.data_requests_of(opinion)
        ],
        "history": [
            {"at": line["moment"].isoformat(), "what": line["title"], "by": line["actor"], "note": line["text"]}
            for line in history_of(opinion)
        ],
    }


def _matter(strand: story.Strand) -> dict[str, Any]:
    return {
        "code": strand.matter.code,
        "excerpt": strand.excerpt,
        "state": strand.matter.state,
        "result": strand.matter.result,
        "due": strand.matter.due.isoformat() if strand.matter.due else None,
        "answers": [
            {"at": a.published_at.isoformat() if a.published_at else None, "unit": a.unit.name, "reply": a.reply}
            for a in strand.answers
        ],
        "rating": {"score": strand.rating.score, "comment": strand.rating.comment} if strand.rating else None,
    }


def _plain(data: dict[str, Any], opinion: Opinion) -> str:
    """Return the same in words, for people: one thing a line."""
    facts, contact = data["opinion"], data["contact"]
    lines = [
        f"{_('Ý kiến')} {opinion.code}",
        f"{_('Nơi nhận ý kiến')}: {facts['unit']}",
        f"{_('Nhận lúc')}: {fmt_datetime(opinion.received_at)}",
        f"{_('Trạng thái')}: {opinion.get_state_display()}",
        f"{_('Ai được biết tên')}: {opinion.get_mode_display()}",
        "",
        _("Lời của ông/bà"),
        facts["words"] or _("(đã niêm phong)"),
        "",
        _("Thông tin liên hệ đang giữ"),
    ]
    names = {"name": _("Họ tên"), "phone": _("Điện thoại"), "address": _("Địa chỉ"), "email": _("Thư điện tử")}
    lines += [f"{label}: {contact[key]}" for key, label in names.items() if contact.get(key)] or [_("Không có.")]
    for matter in data["matters"]:
        lines += ["", f"{pgettext('một', 'Vấn đề')} {matter['code']}", matter["excerpt"]]
        for answer in matter["answers"]:
            lines += [f"{_('Trả lời của')} {answer['unit']}:", answer["reply"]]
    lines += ["", _("Lời nhắn với đơn vị")]
    lines += [f"{m['from'] if m['from'] != 'sender' else _('Ông/bà')}: {m['text']}" for m in data["messages"]] or [
        _("Không có.")
    ]
    lines += ["", _("Yêu cầu về dữ liệu")]
    for request in intake.data_requests_of(opinion):
        due = f"{_('Hạn')} {fmt_date(request.finish_by)}"
        lines += [
            f"{fmt_date(request.received_at)} · {request.get_kind_display()} · {request.get_state_display()} · {due}"
        ]
        lines += [request.reply] if request.reply else []
    lines += ["", _("Ai đã làm gì với ý kiến này")]
    lines += [
        f"{line['at']} · {line['title']}{'. ' + line['text'] if line['text'] else ''}" for line in history_of(opinion)
    ]
    return "\r\n".join(line.replace("\r\n", "\n").replace("\n", "\r\n") for line in lines) + "\r\n"


def archive_of(opinion: Opinion, contact: dict[str, Any] | None, *, now: datetime) -> bytes:
    """Return one file with both: the words to read and the data for machines."""
    data = _data(opinion, contact, now=now)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The mark at the start lets old editors on Windows read Vietnamese.
        archive.writestr("doc-truoc.txt", "\ufeff" + _plain(data, opinion))
        archive.writestr("du-lieu.json", json.dumps(data, ensure_ascii=False, indent=2))
    return out.getvalue()
