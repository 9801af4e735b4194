"""The triage page offers field and kind: chosen beforehand only when sure, with why, and by plain buttons."""

import re

import pytest
from django.urls import reverse

from doithoai.ground.language.fields import FieldModel, Proposed
from doithoai.process.intake import services as intake
from doithoai.process.triage import suggesting
from doithoai.process.triage.models import Matter
from tests.client import signed_in

pytestmark = pytest.mark.django_db
SURE = "Mặt đường liên thôn đầy ổ gà, ổ voi, đề nghị sửa."
# Of nothing in particular.
VAGUE = "Mong các cấp quan tâm, việc này kéo dài lâu rồi."


def voice(commune, now, text):
    return intake.receive(commune.unit, text, channel="counter", by=commune.clerk, now=now)


def page(commune, one, data=None):
    client, address = signed_in(commune.coordinator), reverse("triage:opinion", args=[one.code])
    answer = client.post(address, data) if data else client.get(address)
    return answer, answer.content.decode()


def test_a_sure_field_is_chosen_with_the_words_that_led_there(commune, now):
    _answer, body = page(commune, voice(commune, now, SURE))
    assert '<option value="transport" selected>' in body
    assert "Lĩnh vực chọn sẵn vì có" in body and "“ổ gà”" in body
    assert "Chưa chắc" not in body


def test_an_unsure_one_is_left_open_beside_three_buttons(commune, now):
    _answer, body = page(commune, voice(commune, now, VAGUE))
    assert '<option value="" selected>' in body and "Chưa chắc lĩnh vực" in body
    assert body.count('value="field-0-') == 3


def test_a_button_chooses_without_javascript_and_keeps_what_was_typed(commune, now):
    one = voice(commune, now, VAGUE)
    typed = {"n": "1", "p0-excerpt": VAGUE, "p0-title": "Chữ tôi gõ", "p0-kind": "report", "do": "field-0-health"}
    answer, body = page(commune, one, typed)
    assert answer.status_code == 200
    assert '<option value="health" selected>' in body and 'value="Chữ tôi gõ"' in body
    assert '<option value="report" selected>' in body
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    "act", ["field-0-nothing", "field-9-health", "field--health", "field-0", "field-x-land", "field-0-land-9"]
)
def test_other_values_choose_nothing(commune, now, act):
    answer, body = page(commune, voice(commune, now, VAGUE), {"n": "1", "p0-excerpt": VAGUE, "do": act})
    assert answer.status_code == 200 and '<option value="" selected>' in body


def test_what_a_person_chose_is_not_overruled(commune, now):
    typed = {"n": "1", "p0-excerpt": SURE, "p0-title": "x", "p0-field": "land", "do": "find"}
    _answer, body = page(commune, voice(commune, now, SURE), typed)
    assert '<option value="land" selected>' in body and "chọn sẵn vì" not in body


def test_each_part_is_judged_by_its_own_words(commune, now):
    two = "1. Đường liên thôn nhiều ổ gà, bao giờ sửa?\n2. Trạm y tế thiếu thuốc bảo hiểm, xin bổ sung."
    _answer, body = page(commune, voice(commune, now, two))
    assert '<option value="transport" selected>' in body and '<option value="health" selected>' in body


def test_signs_of_another_procedure_are_pointed_out_not_decided(commune, now):
    told = "Tôi tố cáo ông chủ tịch xã nhận hối lộ 50 triệu khi bán đất."
    one = voice(commune, now, told)
    answer, body = page(commune, one)
    assert answer.status_code == 200 and "Có thể là tố cáo" in body
    one.refresh_from_db()
    assert one.state == "received"
    _answer, calm = page(commune, voice(commune, now, SURE))
    assert "Có thể là" not in calm


def test_markup_in_the_words_stays_words(commune, now):
    _answer, body = page(commune, voice(commune, now, "<b>ổ gà</b> <script>alert(1)</script> mặt đường hỏng"))
    assert "<script>alert(1)" not in body


def test_a_field_the_program_does_not_know_is_not_offered(monkeypatch):
    class Odd:
        def propose(self, text, place=""):
            return [Proposed("moon", 0.9, ("trăng",)), Proposed("land", 0.1, ())]

    got = suggesting.suggest("trăng", model=Odd())
    assert [one.code for one in got.fields] == ["land"] and not got.sure and got.field == ""


def test_thirty_parts_ask_for_the_model_once(commune, now, django_assert_max_num_queries, monkeypatch):
    asked = []
    monkeypatch.setattr(suggesting, "model_in_use", lambda: asked.append(1) or FieldModel.default())
    many = "\n".join(f"{i}. Đề nghị sửa đoạn đường số {i} nhiều ổ gà" for i in range(1, 31))
    _answer, body = page(commune, voice(commune, now, many))
    assert len(asked) == 1 and body.count('<option value="transport" selected>') >= 25


def test_a_title_offered_for_words_with_personal_data_ends_before_them(commune, now):
    said = "Đề nghị cấp lại sổ hộ nghèo, số điện thoại 0912345678, CCCD 034099001234."
    _answer, body = page(commune, voice(commune, now, said))
    assert "Lời có thông tin cá nhân" in body
    assert "“0912345678”, “034099001234”" in body
    (title,) = re.findall(r'<input[^>]*name="p0-title"[^>]*>', body)
    assert "sổ hộ nghèo" in title
    assert "0912345678" not in title
