"""The mailbox as a channel: take a letter into the register once, or keep it sealed until a clerk has decided."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doithoai.ground.core import codes, events, vault
from doithoai.ground.core.actors import Actor, machine
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.process.intake import attaching, rules
from doithoai.process.intake.channels.mail import reader
from doithoai.process.intake.channels.mail.files import PICTURES
from doithoai.process.intake.channels.mail.reader import File, Mail, Unreadable
from doithoai.process.intake.channels.picture.redraw import MOST, Picture, PictureRefused, redraw
from doithoai.process.intake.models import Attachment, Channel, Letter, Opinion
from doithoai.process.intake.services import Sender, receive
from doithoai.process.people.models import Unit

# Why a letter waits for a clerk, or was passed over. The code is kept; the page says the sentence.
REASONS = {
    "short": gettext_lazy("Thư không có chữ, hoặc quá ngắn để là một ý kiến."),
    "long": gettext_lazy("Thư dài hơn 20.000 ký tự."),
    "too_big": gettext_lazy("Thư lớn hơn 25 MB nên chưa tải về. Xin mở trong hộp thư."),
    "nested": gettext_lazy("Thư có quá nhiều phần lồng nhau nên không mở."),
    "broken": gettext_lazy("Thư bị hỏng, không tách được nội dung."),
    "auto": gettext_lazy("Thư trả lời tự động."),
    "bounce": gettext_lazy("Thư báo không gửi được."),
    "bulk": gettext_lazy("Thư gửi hàng loạt."),
    "list": gettext_lazy("Thư của danh sách gửi thư."),
}
_PHONE = re.compile(r"(?:\+?84|0)(?:[ .\-]?\d){8,10}")
# What a clerk needs to judge an automatic letter; a newsletter of megabytes is not kept for that.
_KEPT_OF_IGNORED = 256 * 1024


def about(key: str) -> str:
    """Return the name under which a letter is sealed."""
    return f"letter:{key}"


def key_of(unit: Unit, identity: str) -> str:
    """Return the keyed hash by which a letter to a place is known."""
    return codes.keyed_hash("letter", f"{unit.pk}\x1f{identity}")


def take(content: bytes, *, unit: Unit, now: datetime) -> Letter:
    """Take one letter as fetched. Whatever happens afterwards, the same letter again adds nothing."""
    try:
        mail = reader.read(content)
    except Unreadable as trouble:
        return _keep(content, trouble.code, identity=reader.identity_of(content), unit=unit, now=now)
    if mail.automatic:
        return _keep(content, mail.automatic, identity=mail.identity, unit=unit, now=now, ignored=True)
    length = len(nfc(mail.text))
    if not rules.SHORTEST <= length <= rules.LONGEST:
        code = "short" if length < rules.SHORTEST else "long"
        return _keep(content, code, identity=mail.identity, unit=unit, now=now)
    try:
        return _enter(mail, unit=unit, now=now)
    except Refused:
        # One letter that the register will not have must not keep the others waiting behind it.
        return _keep(content, "broken", identity=mail.identity, unit=unit, now=now)


def keep_unfetched(head: bytes, *, unit: Unit, now: datetime) -> Letter:
    """Note a letter too large to fetch: a clerk opens it in the mailbox."""
    return _keep(head, "too_big", identity=reader.identity_of(head), unit=unit, now=now)


def _enter(mail: Mail, *, unit: Unit, now: datetime) -> Letter:
    """Put the words into the register and the rest into the vault, all in one transaction."""
    key = key_of(unit, mail.identity)
    sealed = vault.seal(mail.whole.encode(errors="replace"), about=about(key)) if mail.cut else None
    # Before the transaction: drawing takes its time, and on SQLite everybody else's writes would wait for it.
    known = Letter.objects.filter(key=key).first()
    if known is not None:
        return known
    files = _pictures(mail)
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                unit=unit, key=key, outcome=Letter.Outcome.TAKEN, sealed=sealed, fetched_at=now
            )
            by = machine(_("Hộp thư điện tử"), unit.pk)
            letter.opinion = _receive(mail, mail.text, files, unit=unit, by=by, now=now, key=key)
            letter.save(update_fields=["opinion"])
            return letter
    except IntegrityError:
        return Letter.objects.get(key=key)


def _receive(
    mail: Mail, words: str, files: tuple[list[Picture], list[File]], *, unit: Unit, by: Actor, now: datetime, key: str
) -> Opinion:
    opinion = receive(
        unit,
        words,
        channel=Channel.EMAIL,
        by=by,
        now=now,
        key=codes.keyed_hash("letter-opinion", key),
        raw=words.encode(errors="replace"),
        sender=sender_of(mail),
    )
    _keep_files(opinion, *files, by=by, now=now)
    return opinion


def sender_of(mail: Mail) -> Sender:
    """Return who sent a letter, for the vault: the address it came from, and what the signature says."""
    phone = _PHONE.search(mail.signature)
    signature = " · ".join(line.strip() for line in mail.signature.splitlines() if line.strip())
    return Sender(
        name=mail.name,
        email=mail.address,
        phone=phone.group() if phone else "",
        address=signature[:300],
        # Whoever writes by e-mail waits for an answer there.
        notify=bool(mail.address),
    )


def _pictures(mail: Mail) -> tuple[list[Picture], list[File]]:
    """Draw the pictures of a letter anew, without their notes; what cannot be drawn stays a document, for intake alone."""
    pictures: list[Picture] = []
    documents: list[File] = []
    for file in mail.files:
        try:
            if file.media_type not in PICTURES or len(pictures) == MOST:
                raise PictureRefused(file.media_type)
            pictures.append(redraw(file.content))
        except PictureRefused:
            documents.append(file)
    return pictures, documents


def _keep_files(opinion: Opinion, pictures: list[Picture], documents: list[File], *, by: Actor, now: datetime) -> None:
    """Seal what came with a letter."""
    if pictures:
        attaching.attach_pictures(opinion, pictures, by=by, now=now)
    Attachment.objects.bulk_create(
        Attachment(
            opinion=opinion,
            number=number,
            kind=Attachment.Kind.DOCUMENT,
            media_type=file.media_type,
            size=len(file.content),
            sealed=vault.seal(file.content, about=attaching.about(opinion, number)),
            received_at=now,
        )
        for number, file in enumerate(documents, start=len(pictures) + 1)
    )


def _keep(content: bytes, reason: str, *, identity: str, unit: Unit, now: datetime, ignored: bool = False) -> Letter:
    key = key_of(unit, identity)
    too_much = ignored and len(content) > _KEPT_OF_IGNORED
    letter, _new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "unit": unit,
            "outcome": Letter.Outcome.IGNORED if ignored else Letter.Outcome.REFUSED,
            "reason": reason,
            "sealed": None if too_much else vault.seal(content, about=about(key)),
            "fetched_at": now,
        },
    )
    return letter


def original_of(letter: Letter) -> bytes:
    """Open what was kept of a letter: the message as it came, or the text around the words taken."""
    return vault.open_sealed(letter.sealed, about=about(letter.key)) if letter.sealed else b""


def read_again(letter: Letter) -> Mail | None:
    """Read a letter that waits once more, as far as it can be read; None when it cannot."""
    try:
        return reader.read(original_of(letter))
    except Unreadable:
        return None


def _decide(letter: Letter, by: Actor) -> None:
    lock(letter)
    if not rules.receives(by, letter.unit_id):
        raise NotAllowed(_("Vị trí của ông/bà không xử lý thư của đơn vị này."))
    if letter.outcome == Letter.Outcome.TAKEN:
        raise Refused(_("Thư này đã vào sổ."))


@transaction.atomic
def enter_by_hand(letter: Letter, words: str, *, by: Actor, now: datetime) -> Opinion:
    """Enter the words that a clerk read in a letter the reader could not take. Sender and files come with it."""
    _decide(letter, by)
    mail = read_again(letter) or Mail("", "", "", words, "", "", cut=False)
    opinion = _receive(mail, words, _pictures(mail), unit=letter.unit, by=by, now=now, key=letter.key)
    letter.outcome, letter.opinion, letter.reason = Letter.Outcome.TAKEN, opinion, ""
    letter.save(update_fields=["outcome", "opinion", "reason"])
    events.record(letter, "enter_by_hand", by=by, now=now, data={"opinion": opinion.pk})
    return opinion


@transaction.atomic
def set_aside(letter: Letter, reason: str, *, by: Actor, now: datetime) -> None:
    """Say that a letter is no opinion, and why. What was sealed of it stays until retention takes it."""
    _decide(letter, by)
    if not nfc(reason):
        raise Refused(_("Cần ghi rõ lý do."))
    letter.outcome, letter.reason = Letter.Outcome.IGNORED, nfc(reason)[:300]
    letter.save(update_fields=["outcome", "reason"])
    events.record(letter, "set_aside", by=by, now=now)
