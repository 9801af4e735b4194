"""What the triage page says beside the words: marked signs of another procedure, and how bare letters may be read."""

import pytest
from django.urls import reverse

from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from tests.client import signed_in

pytestmark = pytest.mark.django_db


def shown(commune, now, text):
    opinion = intake.receive(commune.unit, text, channel="counter", by=commune.clerk, now=now)
    return signed_in(commune.coordinator).get(reverse("triage:opinion", args=[opinion.code])).content.decode()


def test_signs_are_marked_where_they_stand_and_escaped(commune, now):
    html = shown(commune, now, "<b>Kế toán</b> thôn. Kế toán thôn ăn chặn tiền hỗ trợ của dân.")
    assert "<mark>Kế toán thôn ăn chặn</mark> tiền hỗ trợ" in html
    assert "&lt;b&gt;Kế toán&lt;/b&gt;" in html and "<b>Kế toán" not in html
    assert reverse("triage:hand_over", args=[Opinion.objects.get().code]) in html


def test_a_petition_has_no_mark(commune, now):
    assert "<mark>" not in shown(commune, now, "Đề nghị xử lý cán bộ thái độ hách dịch, đường hỏng.")


def test_bare_letters_get_a_reading_that_is_not_stored(commune, now):
    text = "duong hong nang, de nghi xa sua som"
    html = shown(commune, now, text)
    assert "Có thể đọc là" in html and "đường hỏng nặng, đề nghị xã sửa sớm" in html and text in html
    assert Opinion.objects.get().text == text


def test_marked_words_need_no_reading(commune, now):
    assert "Có thể đọc là" not in shown(commune, now, "Đường hỏng nặng, đề nghị xã sửa sớm.")
