"""Following: the code opens the own opinion only, shows units and dates, and takes the verdict."""

from datetime import date, timedelta

import pytest
from django.test import Client

from doithoai.doors.portal.tests.making import WORDS, answered, matter_of, opened, send
from doithoai.ground.core.models import WrongGuess
from doithoai.process.answer.models import Rating, Reopening
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as assignment
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import joining
from doithoai.process.triage import services as triage

pytestmark = pytest.mark.django_db
WRONG = "1111 2222 3333 4444"


def follow(code, client=None, **more):
    return (client or Client()).post("/tra-cuu", {"code": code, **more})


def html_of(response) -> str:
    return response.content.decode()


def test_code_opens_the_opinion_with_spaces_or_without(commune):
    digits = send(village="Thôn Đông", name="Bà Ba Bí Mật", phone="0912345678")
    for typed in (digits, f" {digits[:4]} {digits[4:8]}-{digits[8:12]}.{digits[12:]} "):
        page = follow(typed)
        assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
        assert WORDS in html_of(page) and "Đã tiếp nhận" in html_of(page)
        assert "Bà Ba Bí Mật" not in html_of(page) and "0912345678" not in html_of(page)


def test_a_code_in_the_address_opens_nothing(commune):
    digits = send()
    page = Client().get(f"/tra-cuu?code={digits}")
    assert page.status_code == 200 and WORDS not in html_of(page)


@pytest.mark.parametrize("code", [WRONG, "", "123", "abc", "9" * 5000, "\x00", "٣" * 16, "YK-2026-000001"])
def test_every_wrong_code_gets_the_same_answer(code, commune):
    page = follow(code)
    assert page.status_code == 422 and "Chưa tìm thấy" in html_of(page) and "Không thấy mã?" in html_of(page)
    assert WrongGuess.objects.count() == 1


def test_wrong_and_malformed_codes_take_the_same_queries(commune, django_assert_num_queries):
    Client().get("/tra-cuu")
    for code in (WRONG, "123"):
        with django_assert_num_queries(4):
            follow(code)


def test_guessing_is_slowed_down_and_right_codes_never_count(commune):
    digits, client = send(), Client(REMOTE_ADDR="203.0.113.9")
    for _n in range(15):
        assert follow(digits, client).status_code == 200
    for _n in range(10):
        assert follow(WRONG, client).status_code == 422
    stopped = follow(digits, client)
    assert stopped.status_code == 429 and int(stopped["Retry-After"]) <= 600 and "phút" in html_of(stopped)
    assert follow(digits, Client(REMOTE_ADDR="203.0.113.77")).status_code == 429
    assert follow(digits, Client(REMOTE_ADDR="198.51.100.9")).status_code == 200
    assert "203.0.113" not in str(list(WrongGuess.objects.values()))
    WrongGuess.objects.update(at=WrongGuess.objects.first().at - timedelta(minutes=11))
    assert follow(digits, client).status_code == 200


def test_forwarded_addresses_count_only_behind_our_own_proxies(commune, settings):
    def tries(**headers):
        return [follow(WRONG, Client(REMOTE_ADDR="10.0.0.1", **headers)).status_code for _n in range(11)][-1]

    def fresh(n):
        return follow(WRONG, Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.{n}.1")).status_code

    settings.TRUSTED_PROXIES = 0
    assert [fresh(n) for n in range(11)][-1] == 429
    WrongGuess.objects.all().delete()
    settings.TRUSTED_PROXIES = 1
    assert [fresh(n) for n in range(11)][-1] == 422
    forged = [
        follow(WRONG, Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.{n}.1, 203.0.113.5")).status_code
        for n in range(11)
    ]
    assert forged[-1] == 429


def test_the_whole_story_in_order(commune, now):
    digits = send(meeting=opened(commune, now).code)
    matter = matter_of(Opinion.objects.get(), commune, now)
    given = assignments.current(matter)
    waiting = html_of(follow(digits))
    assert "Phòng Kinh tế" in waiting and "Kết luận của chủ trì" in waiting and "còn" in waiting
    assignment.extend(given, new_due=date(2026, 12, 20), reason="Chờ vật liệu", by=commune.coordinator, now=now)
    answered(matter, commune, now)
    page = html_of(follow(digits))
    for words in (
        "Gia hạn đến 20/12/2026",
        "Chờ vật liệu",
        "vá xong toàn bộ",
        "Biên bản kiểm tra",
        "Biên bản nghiệm thu số 12",
        "Kiểm tra lại sau mùa mưa",
        "01/03/2027",
        "Đã giải quyết xong",
        matter.code,
    ):
        assert words in page, words
    assert "Người officer" not in page and "Người approver" not in page and commune.officer.person.full_name not in page


def test_rating_is_taken_and_not_solved_goes_to_the_front(commune, now):
    digits = send()
    matter = answered(matter_of(Opinion.objects.get(), commune, now), commune, now)
    page = follow(digits, matter=matter.code, score="2", solved="no", comment="Vẫn còn hố")
    assert page.status_code == 200 and "Mặt trận" in html_of(page)
    assert (Rating.objects.get().score, Reopening.objects.get().reason) == (2, "Vẫn còn hố")
    follow(digits, matter=matter.code, score="5", solved="yes")
    assert Rating.objects.get().score == 5


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"score": "6", "solved": "yes"},
        {"score": "5"},
        {"score": "5", "solved": "maybe"},
        {"score": "x" * 9999, "solved": "no"},
        {"score": "5", "solved": "yes", "comment": "a\x00"},
        {"score": "5", "solved": "yes", "comment": "x" * 3000},
    ],
)
def test_bad_ratings_come_back_with_a_message(fields, commune, now):
    digits = send()
    matter = answered(matter_of(Opinion.objects.get(), commune, now), commune, now)
    page = follow(digits, matter=matter.code, **fields)
    assert page.status_code == 422 and "error-summary" in html_of(page) and Rating.objects.count() == 0


def test_nobody_rates_a_matter_the_own_opinion_did_not_raise(commune, now):
    mine = send()
    send(key="f" * 32, text="Xin thêm đèn đường ở ngõ ba của thôn Đoài.")
    other = answered(matter_of(Opinion.objects.latest("id"), commune, now), commune, now)
    page = follow(mine, matter=other.code, score="1", solved="no")
    assert page.status_code == 422 and Rating.objects.count() == 0 and "đèn đường" not in html_of(page)


def test_a_joined_matter_follows_its_head(commune, now):
    first = send()
    matter = matter_of(Opinion.objects.get(), commune, now)
    second = send(key="f" * 32, text="Đường vào thôn tôi hỏng nặng, xin sửa sớm.")
    (joined,) = triage.triage(
        Opinion.objects.latest("id"),
        [triage.Part("Đường vào thôn tôi hỏng nặng", field="transport")],
        by=commune.coordinator,
        now=now,
    )
    joining.join(joined, matter, by=commune.coordinator, now=now)
    answered(matter, commune, now)
    assert "vá xong toàn bộ" in html_of(follow(second)) and "trả lời chung" in html_of(follow(second))
    assert follow(second, matter=matter.code, score="4", solved="yes").status_code == 200
    assert "Cùng 1 ý kiến khác" in html_of(follow(first))


def test_set_aside_shows_its_reason(commune, now):
    digits = send()
    triage.set_aside(Opinion.objects.get(), reason="Trùng với ý kiến trước", by=commune.coordinator, now=now)
    assert "Trùng với ý kiến trước" in html_of(follow(digits))


def test_a_complaint_is_guided_with_the_law_as_its_source(commune, now):
    digits = send()
    triage.hand_over(Opinion.objects.get(), kind="complaint", to="Chủ tịch UBND xã", by=commune.coordinator, now=now)
    page = html_of(follow(digits))
    assert "Chủ tịch UBND xã" in page and "Luật Khiếu nại 2011, Điều 28" in page and "trong 90 ngày" in page


def test_a_denunciation_shows_nothing_of_the_words(commune, now):
    digits = send(mode="public", name="Bà Ba")
    triage.hand_over(Opinion.objects.get(), kind="denunciation", to="Thanh tra tỉnh", by=commune.coordinator, now=now)
    page = html_of(follow(digits))
    assert "Thanh tra tỉnh" in page and "niêm phong" in page and "ổ gà" not in page and "Bà Ba" not in page


@pytest.mark.parametrize("parts", [1, 20])
def test_the_story_takes_as_many_queries_for_twenty_matters_as_for_one(parts, commune, now, django_assert_num_queries):
    digits = send()
    triage.triage(
        intake.by_secret(digits),
        [triage.Part(intake.by_secret(digits).text, field="transport") for _ in range(parts)],
        by=commune.coordinator,
        now=now,
    )
    with django_assert_num_queries(15):
        follow(digits)
