"""Words that look like a complaint or a denunciation: the right door is named before anything is sent."""

import pytest
from django.test import Client

from doithoai.doors.portal.tests.making import letter
from doithoai.process.intake.models import Opinion

pytestmark = pytest.mark.django_db
DENOUNCED = "Tôi tố cáo ông kế toán thôn ăn chặn tiền hỗ trợ của dân nghèo."
COMPLAINED = "Tôi khiếu nại quyết định số 15 thu hồi đất của gia đình tôi."


@pytest.mark.parametrize("step", ["who", "check"])
@pytest.mark.parametrize(
    ("text", "said"), [(DENOUNCED, "giống một lời tố cáo"), (COMPLAINED, "giống một đơn khiếu nại")]
)
def test_the_right_door_is_named_and_nothing_is_stored(commune, step, text, said):
    html = Client().post("/gui", letter(step=step, text=text)).content.decode()
    assert said in html and "/huong-dan" in html
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("step", ["who", "check"])
def test_a_petition_is_led_nowhere_else(commune, step):
    html = Client().post("/gui", letter(step=step, text="Đường thôn Đông hỏng nặng, đề nghị sửa.")).content.decode()
    assert "giống một" not in html


def test_the_person_decides_and_may_send(commune):
    Client().post("/gui", letter(text=COMPLAINED))
    assert Opinion.objects.get().text == COMPLAINED
