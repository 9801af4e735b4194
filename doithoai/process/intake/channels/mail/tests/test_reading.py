"""Which words of a mail are its sender's own, in whatever letters and packing they came."""

import io
import zipfile

import pytest

from doithoai.process.intake.channels.mail import page, reader, words
from doithoai.process.intake.channels.mail.files import media_type_of
from doithoai.process.intake.channels.mail.reader import Unreadable, read

WORDS = "Đường thôn Đông ngập nước mỗi khi mưa."


def mail(body: bytes, *head: bytes) -> bytes:
    return b"\r\n".join([b"From: a@b.vn", b"Subject: x", *head, b"", body])


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", WORDS.encode()),
        ("windows-1258", "Đươ\u0300ng thôn Đông ngâ\u0323p nươ\u0301c môÞi khi mưa.".encode("cp1258", "ignore")),
        ("utf-16", WORDS.encode("utf-16")),
        ("klingon", WORDS.encode()),
        ("us-ascii", WORDS.encode()),
        ("iso-8859-1", WORDS.encode()),
        ("iso-8859-1", b"\xa7\xad\xeang th\xabn \xa7\xabng ng\xcbp n\xad\xedc m\xe7i khi m\xada."),
    ],
)
def test_letters_of_every_time(charset, content):
    found = read(
        mail(
            content,
            b"MIME-Version: 1.0",
            f"Content-Type: text/plain; charset={charset}".encode(),
            b"Content-Transfer-Encoding: 8bit",
        )
    )
    assert "ng thôn Đông" in found.text


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"{WORDS}\n\nVào 08:12 21/11/2026, Xã Bình Minh <a@b.vn> đã viết:\n> Kính gửi\n> ông bà", WORDS),
        (f"{WORDS}\n\nOn Sat, 21 Nov 2026 at 08:12, Binh Minh\n<a@b.vn> wrote:\n> hi", WORDS),
        (f"{WORDS}\n\n-----Original Message-----\nFrom: a\nSent: b\nxyz", WORDS),
        (f"{WORDS}\n\nTừ: Xã\nNgày: 21/11/2026\nNội dung cũ", WORDS),
        (f"> Ông bà cho biết thêm?\n{WORDS}", WORDS),
        (f"{WORDS}\n-- \nNguyễn Văn A\nĐT 0912", WORDS),
        # These are the citizen's own words, however they look.
        ("Vào năm 2020 tôi đã viết:\nđơn xin sửa đường.", "Vào năm 2020 tôi đã viết:\nđơn xin sửa đường."),
        ("> chỉ có dòng này", "> chỉ có dòng này"),
        ("Từ: thôn Đông\nĐường hỏng.", "Từ: thôn Đông\nĐường hỏng."),
        (f"---------- Forwarded message ---------\n{WORDS}", f"---------- Forwarded message ---------\n{WORDS}"),
        ("--\n" + WORDS, "--\n" + WORDS),
    ],
)
def test_own_words(text, own):
    assert words.take_apart(text).own.strip() == own


@pytest.mark.parametrize(
    ("subject", "first"),
    [("Đường hỏng", "Đường hỏng"), ("Re: Fwd: Đường hỏng", "Đường hỏng"), ("Ý kiến", "Nước"), ("", "Nước"), ("Nước sạch", "Nước"), ("Trả lời: ", "Nước")],
)  # fmt: skip
def test_the_subject_stands_first_where_it_says_something(subject, first):
    assert words.with_subject(subject, "Nước sạch yếu.").split("\n")[0].startswith(first)


def test_html_reads_as_lines_without_style_script_and_quotation():
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>Đường <b>hỏng</b>,&nbsp;xin sửa.</p><br><div>Dòng hai</div>"
        "<script>alert(1)</script><div class='gmail_quote'>Hôm qua viết<blockquote>cũ</blockquote></div></body>"
    )
    assert page.words_of(html) == ("Đường hỏng, xin sửa.\n\nDòng hai", True)


def test_html_never_closed_and_a_quotation_alone():
    assert page.words_of("<p>Một<p>Hai<blockquote type=cite>")[0].split() == ["Một", "Hai"]
    assert page.words_of("<blockquote type=cite>Cả thư ở đây</blockquote>") == ("Cả thư ở đây", False)


def test_headers_broken_in_every_way():
    for subject in (b"=?utf-8?B?!!!?=", b"=?x-none?Q?abc?=", "Đường".encode(), b"=?utf-8?Q?=F0=28?=", b"\xff\xfe"):
        read(b"Subject: " + subject + b"\r\nFrom: " + subject + b"\r\n\r\n" + WORDS.encode())
    assert read(mail(b"x")).address == "a@b.vn"
    assert read(b"From: <\r\n\r\nabc").address == ""


def test_too_much_is_refused_before_it_is_read():
    with pytest.raises(Unreadable, match="nested"):
        read(
            b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
            + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 200
        )
    parts = b"".join(b"--a\r\n\r\nx\r\n" for _ in range(300))
    with pytest.raises(Unreadable, match="nested"):
        read(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + parts + b"--a--")
    with pytest.raises(Unreadable, match="too_big"):
        read(b"x" * (reader.MAX_BYTES + 1))


def _office(*names: str, padding: int = 0) -> bytes:
    """Made when the test runs: 300 MB packed at import would be packed by every process that only collects."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * (padding or 10))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0abc", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nabc", "image/png"),
        (b"RIFF\0\0\0\0WEBPabc", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (("word/document.xml",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (("xl/workbook.xml",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (("word/document.xml", "word/vbaProject.bin"), None),
        (("word/document.xml", 300_000_000), None),
        (("a.txt",), None),
        (b"PK\x03\x04broken", None),
        (b"MZ\x90", None),
        (b"<svg onload=alert(1)>", None),
        (b"", None),
    ],
)
def test_a_file_is_what_it_holds(content, kind):
    if isinstance(content, tuple):
        names = [name for name in content if isinstance(name, str)]
        content = _office(*names, padding=sum(size for size in content if isinstance(size, int)))
    assert media_type_of(content) == kind


def test_the_way_it_travelled_does_not_matter_its_body_does():
    one, again, other = mail(WORDS.encode()), b"Received: x\r\n" + mail(WORDS.encode()), mail(b"other")
    assert reader.identity_of(one) == reader.identity_of(again) != reader.identity_of(other)
