"""A gathering is grouped by the clock and confirmed with the keyboard alone; the same by buttons, without script."""

import pytest

from tests.journeys.test_keyboard import tab_to
from tests.journeys.walk import go, press, says, send

pytestmark = pytest.mark.journey
ROAD = "Đường Nam Cao ở thôn ĐẶNG hư hỏng nặng, nhiều ổ gà, đề nghị xã sớm sửa chữa."
ROAD_TOO = "Đề nghị sửa đường Nam Cao thôn ĐẶNG vì hư hỏng, ổ gà rất nguy hiểm."
CLINIC = "Trạm y tế xã thiếu thuốc bảo hiểm, người dân đi khám phải mua thuốc ngoài."
CLINIC_TOO = "Trạm y tế xã hết thuốc bảo hiểm, bà con đi khám toàn phải mua thuốc ngoài."
# The clock looks every half minute.
LONG = 90_000


def gathered(walk, citizen) -> None:
    for words in (ROAD, ROAD_TOO, CLINIC, CLINIC_TOO):
        send(citizen, walk.who["meeting"], words)


def current(page) -> str:
    return page.locator("[data-group].is-current").first.get_attribute("id")


@pytest.mark.parametrize("width", [1280, 360])
def test_groups_are_confirmed_with_the_keyboard_alone(walks, width):
    walk = walks("grouping", width=width)
    gathered(walk, walk.citizen())
    cam = walk.staff("coordinator")
    go(cam, "/lam-viec/gom-nhom")
    walk.look(cam, f"begin-{width}")
    tab_to(cam, "main form button")
    with cam.expect_navigation():
        cam.keyboard.press("Enter")
    cam.locator("#progress:not([hx-get])").wait_for(timeout=LONG)
    cam.reload()
    walk.look(cam, f"groups-{width}")
    first = current(cam)
    cam.keyboard.press("j")
    second = current(cam)
    assert second != first
    cam.keyboard.press("k")
    cam.keyboard.press("ArrowDown")
    cam.keyboard.press("x")
    cam.locator(f"#{first} .is-out").wait_for()
    walk.look(cam, f"taken-out-{width}")
    cam.keyboard.press("u")
    cam.locator(f"#{first} .is-out").wait_for(state="detached")
    cam.keyboard.press("e")
    cam.keyboard.type("Đường Nam Cao xuống cấp")
    cam.keyboard.press("Escape")
    cam.keyboard.press("a")
    cam.locator(f"#{first}[data-group=confirmed]").wait_for()
    assert current(cam) == second
    cam.keyboard.press("r")
    cam.locator(f"#{second}[data-group=rejected]").wait_for()
    cam.keyboard.press("u")
    cam.locator(f"#{second}[data-group=proposed]").wait_for()
    cam.keyboard.press("u")
    cam.locator(f"#{first}[data-group=proposed]").wait_for()
    cam.keyboard.press("Enter")
    cam.locator(f"#{first}[data-group=confirmed]").wait_for()
    walk.look(cam, f"confirmed-{width}")
    cam.locator("h1").click()
    cam.keyboard.press("?")
    cam.locator("dialog[open]").wait_for()
    walk.look(cam, f"keys-{width}")
    cam.keyboard.press("Escape")
    says(cam, "Đã xác nhận")


def test_groups_are_confirmed_by_buttons_without_script(walks):
    walk = walks("grouping", js=False)
    cam = walk.staff("coordinator")
    go(cam, "/lam-viec/gom-nhom")
    cam.locator("main table a").first.click()
    with cam.expect_navigation():
        cam.locator("main button[value=confirm]").first.click()
    says(cam, "Đã xác nhận nhóm")
    walk.look(cam, "without-script")
    press(cam, "Hoàn tác")
    says(cam, "Đã lưu nhóm")
