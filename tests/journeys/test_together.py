"""Two people at the same thing: the second is told who came first, and keeps what was typed."""

import re

import pytest

from tests.journeys.walk import fill, go, press, says, send

pytestmark = pytest.mark.journey
WORDS = "Kênh thủy lợi ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG bồi lấp, xin nạo vét trước vụ."
MINE, THEIRS = "Kênh đã nạo vét xong đoạn đầu xóm ẪM.", "Kênh sẽ nạo vét sau vụ này, theo lịch tưới của xã."


def save(page, value: str) -> int:
    """Press one of the form's buttons and return the status of what comes back."""
    with page.expect_navigation() as led:
        page.locator(f"main button[value={value}]").last.click()
    return led.value.status


def test_two_coordinators_and_then_two_officers(walks):
    walk = walks("together")
    number = send(walk.citizen(), walk.who["meeting"], WORDS)
    cam, chi = walk.staff("coordinator"), walk.staff("second_coordinator")
    for page in (cam, chi):
        go(page, f"/lam-viec/phan-loai/{number}")
        page.locator("[name=p0-field]").select_option("agriculture")
    fill(chi, p0__title="Nạo vét kênh, chi ghi")
    assert save(cam, "save") == 200
    assert save(chi, "save") == 409
    says(chi, "Có người vừa làm trước ông/bà", "Điều phối viên", "Đang được lưu", "Nạo vét kênh, chi ghi")
    walk.look(chi, "too-late")
    matter = re.search(r"VD-\d{4}-\d{6}", chi.locator("main").inner_text())[0]
    two_officers(walk, cam, matter)


def two_officers(walk, cam, matter):
    go(cam, f"/lam-viec/van-de/{matter}")
    cam.locator("select[name=lead]").select_option(label=f"Phòng Kinh tế · {walk.who['unit']}")
    press(cam, "Giao việc")
    dung, duong = walk.staff("officer"), walk.staff("second_officer")
    go(dung, f"/lam-viec/van-de/{matter}")
    press(dung, "Nhận việc")
    for page, words in ((dung, MINE), (duong, THEIRS)):
        go(page, f"/lam-viec/van-de/{matter}/tra-loi")
        fill(page, reply=words)
    assert save(dung, "draft") == 200
    assert save(duong, "draft") == 409
    says(duong, MINE, "Có hai bản khác nhau")
    assert duong.locator("[name=reply]").input_value() == THEIRS
    walk.look(duong, "two-texts")
    fill(duong, reply=f"{MINE} {THEIRS}")
    assert save(duong, "draft") == 200
    go(dung, f"/lam-viec/van-de/{matter}/tra-loi")
    assert dung.locator("[name=reply]").input_value() == f"{MINE} {THEIRS}"
