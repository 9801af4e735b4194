"""The mailbox as a channel: a real conversation with a real socket, each letter once, whatever is cut and when."""

import io
from email.message import EmailMessage

import pytest
from PIL import Image

from doithoai.ground.core.errors import Refused
from doithoai.ground.core.models import Event
from doithoai.process.intake import attaching, jobs, mail, queries
from doithoai.process.intake.channels.mail.box import Box, BoxTrouble, in_utf7
from doithoai.process.intake.models import Attachment, Contact, Letter, Opinion
from doithoai.process.intake.tests.imap_server import Mailbox, serving

WORDS = "Đường thôn Đông ngập nước mỗi khi mưa. Đề nghị khơi cống."


def letter(text: str = WORDS, *, subject: str = "Đường ngập", number: str = "<1@x>", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Nguyễn Thị Ánh <anh@example.vn>"
    message["Subject"], message["Message-ID"] = subject, number
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture
def box(settings, commune):
    mailbox = Mailbox()
    with serving(mailbox) as url:
        settings.IMAP_URL, settings.IMAP_UNIT = url, ""
        yield mailbox


def test_a_letter_becomes_an_opinion_once_and_is_moved(box, commune, now):
    box.put(letter())
    assert jobs.poll_mailbox(now) == 1
    opinion = Opinion.objects.get()
    assert opinion.text == f"Đường ngập\n{WORDS}"
    assert (opinion.channel, opinion.mode, opinion.unit) == ("email", "confidential", commune.unit)
    assert opinion.collector_id is None
    found = queries.contact_of(opinion, commune.clerk)
    assert (found["name"], found["email"], found["notify"]) == ("Nguyễn Thị Ánh", "anh@example.vn", True)
    assert Letter.objects.get().opinion == opinion
    assert box.letters == {} and len(box.folders[in_utf7("Đã nhận")]) == 1
    assert jobs.poll_mailbox(now) == 0
    assert "anh@example" not in str(list(Event.objects.values()))


def test_the_sender_is_nowhere_in_clear(box, commune, now):
    box.put(letter(f"{WORDS}\n-- \nNguyễn Thị Ánh\nSố 7 ngõ Canary\n0987 612 345\n"))
    jobs.poll_mailbox(now)
    opinion = Opinion.objects.get()
    for hidden in ("Canary", "Ánh", "612"):
        assert hidden not in opinion.text
        assert hidden.encode() not in bytes(opinion.raw)
        assert hidden.encode() not in bytes(Contact.objects.get().sealed) + bytes(Letter.objects.get().sealed)
    found = queries.contact_of(opinion, commune.clerk)
    assert "Số 7 ngõ Canary" in found["address"] and found["phone"] == "0987 612 345"


@pytest.mark.parametrize("where", [("FETCH", 1), ("FETCH", 2), ("FETCH", 3), ("STORE", 1), ("STORE", 2), ("MOVE", 1), ("MOVE", 2), ("SEARCH", 1)])  # fmt: skip
def test_a_line_cut_anywhere_loses_nothing_and_adds_nothing_twice(box, commune, now, where):
    for n in range(3):
        box.put(letter(f"{WORDS} Đoạn {n}.", number=f"<{n}@x>"))
    box.drop_at = where
    with pytest.raises(BoxTrouble):
        jobs.poll_mailbox(now)
    box.drop_at = None
    jobs.poll_mailbox(now)
    assert sorted(o.text[-7:] for o in Opinion.objects.all()) == ["Đoạn 0.", "Đoạn 1.", "Đoạn 2."]
    assert Letter.objects.count() == 3
    # Cut between the mark and the move, it stays where it was, marked.
    assert all("DoiThoaiTaken" in flags for _letter, flags in box.letters.values())


def test_killed_between_the_commit_and_the_mark(box, commune, now, monkeypatch):
    box.put(letter())

    def killed(self, uid):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Box, "done", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.poll_mailbox(now)
    assert Opinion.objects.count() == 1 and len(box.letters) == 1
    jobs.poll_mailbox(now)
    assert Opinion.objects.count() == 1 and box.letters == {}


@pytest.mark.parametrize("able", [{"keywords": False}, {"move": False}, {"keywords": False, "move": False}, {"folders": False}])  # fmt: skip
def test_poorer_servers(settings, commune, now, able):
    mailbox = Mailbox(**able)
    with serving(mailbox) as url:
        settings.IMAP_URL, settings.IMAP_UNIT = url, commune.unit.name
        mailbox.put(letter())
        for _ in range(3):
            jobs.poll_mailbox(now)
        assert Opinion.objects.count() == 1
        # One that a person opened in the mail program is fetched all the same, where the server lets us leave a mark.
        mailbox.put(letter(f"{WORDS} Hai.", number="<2@x>"), "\\Seen")
        jobs.poll_mailbox(now)
        assert Opinion.objects.count() == (2 if able.get("keywords", True) else 1)


def test_two_letters_with_one_number_are_two(box, commune, now):
    box.put(letter())
    box.put(letter("Đèn đường thôn Đoài tắt đã một tháng."))
    box.put(letter())
    jobs.poll_mailbox(now)
    assert Opinion.objects.count() == 2


def test_many_wait_and_are_taken_in_batches(box, commune, now, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 20)
    for n in range(50):
        box.put(letter(f"{WORDS} Số {n}.", number=f"<{n}@x>"))
    assert [jobs.poll_mailbox(now) for _ in range(4)] == [20, 20, 10, 0]
    assert Opinion.objects.count() == 50


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List_Id": "<tin.vn>"}, "list"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"X_Autoreply": "yes"}, "auto"),
    ],
)
def test_machines_are_passed_over(box, commune, now, headers, reason):
    box.put(letter(**headers))
    jobs.poll_mailbox(now)
    assert not Opinion.objects.exists()
    kept = Letter.objects.get()
    assert (kept.outcome, kept.reason) == ("ignored", reason)
    assert box.letters == {}


def test_a_person_who_says_so_is_no_machine(box, commune, now):
    box.put(letter(Auto_Submitted="no"))
    jobs.poll_mailbox(now)
    assert Opinion.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (letter("", subject=""), "short"),
        (letter("x" * 20_001), "long"),
        (b"From: a@b.vn\r\n" + b"Content-Type: multipart/mixed; boundary=a\r\n" * 150 + b"\r\n", "nested"),
        (b"\x00\xff\xfe", "short"),
    ],
)
def test_what_cannot_be_read_waits_sealed_for_a_clerk(box, commune, now, content, reason):
    box.put(content)
    jobs.poll_mailbox(now)
    kept = Letter.objects.get()
    assert (kept.outcome, kept.reason, kept.opinion) == ("refused", reason, None)
    assert mail.original_of(kept) == content
    opinion = mail.enter_by_hand(kept, WORDS, by=commune.clerk, now=now)
    kept.refresh_from_db()
    assert (kept.outcome, kept.opinion) == ("taken", opinion)


def test_one_too_large_is_not_fetched(box, commune, now, monkeypatch):
    monkeypatch.setattr(jobs, "MAX_BYTES", 2000)
    box.put(letter("Rất dài. " * 1000))
    jobs.poll_mailbox(now)
    assert Letter.objects.get().reason == "too_big"
    assert len(mail.original_of(Letter.objects.get())) < 1000
    jobs.poll_mailbox(now)
    assert Letter.objects.count() == 1


def test_files_are_sealed_and_others_left(box, commune, now):
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@b.vn", "Ảnh đường hỏng", "<f@x>"
    message.set_content(WORDS)
    message.add_attachment(b"%PDF-1.4 don", maintype="application", subtype="pdf", filename="don.pdf")
    message.add_attachment(b"MZ" + b"x" * 100, maintype="image", subtype="png", filename="anh.png")
    box.put(message.as_bytes())
    jobs.poll_mailbox(now)
    kept = Attachment.objects.get()
    assert (kept.media_type, kept.size, kept.kind) == ("application/pdf", 12, "document")
    assert b"don" not in bytes(kept.sealed)


def test_a_wrong_password_and_a_silent_server_are_trouble_that_names_nothing(box, settings, commune, now):
    right, settings.IMAP_URL = settings.IMAP_URL, settings.IMAP_URL.replace("minh%40xa", "lan%40xa")
    with pytest.raises(BoxTrouble) as trouble:
        jobs.poll_mailbox(now)
    assert str(trouble.value) == "open: error"
    settings.IMAP_URL = right.rsplit(":", 1)[0] + ":1/INBOX"
    with pytest.raises(BoxTrouble):
        jobs.poll_mailbox(now)


def test_without_a_mailbox_nothing_is_done(settings, now):
    settings.IMAP_URL = ""
    assert jobs.poll_mailbox(now) == 0


def test_a_picture_is_drawn_anew_and_loses_where_it_was_taken(box, commune, now):
    taken = io.BytesIO()
    notes = Image.Exif()
    notes[0x010E] = "Nhà bà Canary"
    Image.new("RGB", (40, 30), "red").save(taken, "JPEG", exif=notes)
    assert b"Canary" in taken.getvalue()
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@b.vn", "Ảnh", "<p@x>"
    message.set_content(WORDS)
    message.add_attachment(taken.getvalue(), maintype="image", subtype="jpeg", filename="x.jpg")
    message.add_attachment(b"\xff\xd8\xffno picture", maintype="image", subtype="jpeg", filename="y.jpg")
    box.put(message.as_bytes())
    jobs.poll_mailbox(now)
    picture, document = Attachment.objects.order_by("number")
    assert (picture.kind, document.kind) == ("picture", "document")
    assert b"Canary" not in attaching.content_of(picture)


def test_a_letter_the_register_will_not_have_holds_up_no_other(box, commune, now, monkeypatch):
    def never(*args, **kwargs):
        raise Refused("no")

    box.put(letter())
    with monkeypatch.context() as patch:
        patch.setattr(mail, "receive", never)
        assert jobs.poll_mailbox(now) == 1
    assert Letter.objects.get().reason == "broken" and not Opinion.objects.exists()
    assert box.letters == {}
