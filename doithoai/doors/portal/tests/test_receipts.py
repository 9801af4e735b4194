"""The receipt on paper: for who holds the code, never kept, never in an address; no words of anyone become markup."""

import contextlib
import re
import zlib
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation

from doithoai.doors.portal.tests.making import digits_in, send
from doithoai.ground.core import clock
from doithoai.ground.papers import typeset
from doithoai.process.intake import papers, services
from doithoai.process.intake.models import Opinion
from doithoai.process.regulation.models import Override
from tests.client import signed_in

pytestmark = pytest.mark.django_db


def opened_up(pdf: bytes) -> bytes:
    """A PDF with its compressed parts unpacked."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompress(found[1]))
    return b"\n".join(parts)


def test_the_pdf_is_for_who_holds_the_code(commune):
    digits = send()
    response = Client().post("/bien-nhan", {"code": digits, "form": "pdf"})
    opinion = Opinion.objects.get()
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Cache-Control"] == "private, no-store" and opinion.code in response["Content-Disposition"]
    assert response.content.startswith(b"%PDF-1.7")


def test_the_page_to_print_carries_the_qr_code(commune):
    digits = send()
    response = Client().post("/bien-nhan", {"code": f"{digits[:4]} {digits[4:]}", "form": "print"})
    html = response.content.decode()
    assert response.status_code == 200 and "<svg" in html and digits_in(html) == digits
    assert response["Cache-Control"] == "private, no-store" and "Việc tiếp theo" in html


@pytest.mark.parametrize("code", ["", "0" * 16, "x\x00", "9" * 400])
def test_a_wrong_code_says_what_the_follow_page_says(commune, code):
    wrong = Client().post("/bien-nhan", {"code": code, "form": "pdf"})
    assert wrong.status_code == 422 and wrong["Content-Type"].startswith("text/html")
    assert Client().get("/bien-nhan").status_code == 405


def test_guessing_is_slowed_down_here_too(commune):
    client = Client()
    answers = [client.post("/bien-nhan", {"code": f"{n:016d}", "form": "pdf"}).status_code for n in range(12)]
    assert answers[0] == 422 and answers[-1] == 429


def test_a_clerk_gives_the_slip_as_pdf_and_a_citizens_own_stays_closed(commune):
    heard = services.receive(commune.unit, "Xin sửa đường làng.", channel="counter", by=commune.clerk, now=clock.now())
    slip = f"/lam-viec/tiep-nhan/{heard.code}/bien-nhan"
    client = signed_in(commune.clerk)
    assert client.get(f"{slip}.pdf").content.startswith(b"%PDF")
    html = client.get(slip).content.decode()
    assert "Việc tiếp theo" in html and html.index("tear") < html.index("<svg viewBox"), "the QR code is secret too"
    # Later it is a reprint, which is a deed of its own: a link does not do it.
    past = clock.now() - timedelta(hours=2)
    heard = services.receive(commune.unit, "Xin sửa đèn đường.", channel="counter", by=commune.clerk, now=past)
    slip = f"/lam-viec/tiep-nhan/{heard.code}/bien-nhan"
    assert client.get(f"{slip}.pdf")["Location"] == slip
    send()
    own = Opinion.objects.latest("pk")
    assert client.get(f"/lam-viec/tiep-nhan/{own.code}/bien-nhan.pdf").status_code == 404


def test_what_happens_next_names_day_and_basis(commune):
    steps = papers.next_steps(commune.unit, date(2026, 11, 20))
    # Ten working days later it would be 04/12, but 24/11 is a holiday from 2026 on.
    assert "07/12/2026" in steps[0].what and steps[0].basis.startswith("Quy định 11-QĐi/TW")
    assert "10 ngày làm việc" in steps[0].basis
    assert "05/12/2026" in steps[2].what and "không phải luật" in steps[2].basis
    assert all(len(sentence.split()) <= 20 for step in steps for sentence in re.split(r"[.:] ", f"{step.what} "))


def test_a_place_with_its_own_limit_says_that_one(commune, now):
    Override.objects.create(
        place=commune.unit, rule="LOC-ANSWER", value=7, basis="Quy chế số 9 của xã", valid_from=date(2026, 1, 1),
        by_seat=commune.administrator, recorded_at=now,
    )  # fmt: skip
    step = papers.next_steps(commune.unit, date(2026, 11, 20))[2]
    assert "27/11/2026" in step.what and "Quy chế số 9 của xã" in step.basis


def test_a_rule_that_does_not_hold_is_not_claimed(commune):
    steps = papers.next_steps(commune.unit, date(2018, 1, 2))
    assert steps[0].basis == "" and "Chậm nhất" not in steps[0].what


def receipt(commune, **changes) -> bytes:
    opinion = Opinion.objects.get()
    for name, value in changes.items():
        setattr(opinion, name, value)
    return papers.receipt_pdf("https://doithoai.vn/tra-cuu", opinion, commune.unit)


@pytest.mark.parametrize(
    "hostile",
    ['#panic("x")', "$a^2", "[", "]", "*", "_", "`", '#import "/x"', '#read("/etc/passwd")', "<e> @f", "\\", '"', "/*"],
)
def test_markup_in_a_name_stays_a_name(commune, hostile):
    """As markup each of these would end in an error: a call that fails, a quote or bracket never closed."""
    send()
    commune.unit.name = hostile
    assert receipt(commune).startswith(b"%PDF")


def test_every_vietnamese_letter_comes_from_our_own_font(commune):
    send()
    commune.unit.name = "Xã ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG ưỡng ẫm ệch ột ằ đặng ỷ ỹ ỵ ỳ ỡ ợ ờ ớ"
    assert fonts_of(receipt(commune)) == {b"BeVietnamPro-Regular", b"BeVietnamPro-Bold"}
    commune.unit.name = "№"
    assert len(fonts_of(receipt(commune))) == 3, "the one sign that our font lacks is filled in, not left out"


def fonts_of(pdf: bytes) -> set[bytes]:
    return set(re.findall(rb"/FontName ?/[A-Z]{6}\+([A-Za-z]+-[A-Za-z]+)", opened_up(pdf)))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_is_one_page_whatever_it_says(commune, language):
    send()
    commune.unit.name = "Phường " + "Nguyễn Thị Minh Khai " * 9
    with translation.override(language):
        pdf = receipt(commune)
    assert len(re.findall(rb"/Type ?/Page\b", opened_up(pdf))) == 1


def test_a_template_that_is_not_there(commune):
    with pytest.raises(FileNotFoundError):
        typeset.pdf("intake/none.typ", {})


def test_limits_are_asked_once_a_minute_for_each_day(commune, django_assert_num_queries):
    first = papers.next_steps(commune.unit, date(2026, 11, 20))
    assert papers.next_steps(commune.unit, date(2026, 11, 27)) != first
    with django_assert_num_queries(0):
        assert papers.next_steps(commune.unit, date(2026, 11, 20)) == first
