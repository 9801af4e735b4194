"""Notices by e-mail: one SMTP conversation for a batch, a Message-ID that stays."""

import contextlib
import smtplib
import socket
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import TracebackType
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from doithoai.ground.notices.line import SECONDS, Line, Unsent, resolve
from doithoai.ground.notices.texts import Parcel


def letter(parcel: Parcel) -> EmailMessage:
    """Write the letter: text only, marked as made by a machine so that no other machine answers it."""
    if not parcel.address.isascii():
        raise ValueError("an address outside ASCII needs a mail server that few have")
    made = EmailMessage(policy=SMTP)
    sender = settings.MAIL_FROM
    made["From"] = Address("Đối Thoại", addr_spec=sender)
    made["To"] = Address(addr_spec=parcel.address)
    made["Subject"] = parcel.subject
    made["Date"] = format_datetime(parcel.at)
    made["Message-ID"] = f"<{parcel.id}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = parcel.language
    made.set_content(parcel.text, charset="utf-8", cte="quoted-printable")
    return made


def _reason(error: Exception) -> Unsent:
    """Name what went wrong without the address. A refused recipient says nothing about the others."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        return Unsent(f"SMTP {code} RCPT", peer=code == 421)
    if isinstance(error, smtplib.SMTPDataError):
        return Unsent(f"SMTP {error.smtp_code} DATA", peer=False)
    if isinstance(error, smtplib.SMTPResponseException):
        return Unsent(f"SMTP {error.smtp_code}", peer=True)
    return Unsent(type(error).__name__, peer=True)


class _Door:
    """How the conversation is opened: the connection is held from outside before the first byte is read."""

    def __init__(self, where: SplitResult, line: Line):
        self.where, self.line = where, line
        self.secret = where.scheme == "smtps"

    def open(self) -> smtplib.SMTP:
        door, context = self, ssl.create_default_context()

        class Conversation(smtplib.SMTP):
            """smtplib opens its connection in this one method (SMTP_SSL overrides the same)."""

            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                plain = door.line.connect(resolve(host, port), port)
                plain.settimeout(timeout)
                return context.wrap_socket(plain, server_hostname=host) if door.secret else plain

        host, port = str(self.where.hostname), self.where.port or (465 if self.secret else 25)
        talk = Conversation(host, port, local_hostname=urlsplit(settings.SITE_URL).hostname, timeout=SECONDS)
        if "starttls=1" in self.where.query:
            talk.starttls(context=context)
        if self.where.username:
            talk.login(unquote(self.where.username), unquote(self.where.password or ""))
        return talk


class MailServer:
    """The mail server, spoken to for as long as a batch lasts."""

    def __init__(self) -> None:
        self.line = Line()
        self.talk: smtplib.SMTP | None = None

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        if self.talk is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException), self.line.within(2):
                self.talk.quit()
        self._hang_up()

    def _hang_up(self) -> None:
        if self.talk is not None:
            self.talk.close()
        self.talk, self.line.cut = None, False
        self.line.let_go()

    def probe(self) -> None:
        """Open the conversation, signed in, and send nothing: whether it would work. Raises Unsent."""
        try:
            with self.line.within():
                self._greet()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise _reason(error) from error

    def _greet(self) -> None:
        if self.talk is None:
            self.talk = _Door(urlsplit(settings.SMTP_URL), self.line).open()
            self.talk.ehlo_or_helo_if_needed()

    def send(self, parcel: Parcel) -> None:
        """Hand one letter over; raises Unsent. All of it, name look-up apart, takes at most SECONDS."""
        if not settings.SMTP_URL:
            raise Unsent("SMTP: chưa cài đặt", peer=True)
        written = letter(parcel).as_bytes()
        try:
            with self.line.within():
                self._greet()
                assert self.talk is not None
                self.talk.sendmail(settings.MAIL_FROM, [parcel.address], written)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            reason = Unsent("SMTP: quá giờ", peer=True) if self.line.cut else _reason(error)
            if reason.peer:
                self._hang_up()
            raise reason from error
