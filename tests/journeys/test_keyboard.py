"""Without a mouse: sending by Tab and Enter, triage by its keys, and the place one is at always seen."""

import pytest

from tests.journeys.walk import go, says, send

pytestmark = pytest.mark.journey
ROAD = "Đường vào xóm ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG ngập mỗi khi mưa, xin sửa."
SEEN = """() => {
  const el = document.activeElement, style = getComputedStyle(el), box = el.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: el.outerHTML.slice(0, 90),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    covered: !(at && (el.contains(at) || at.contains(el) || el.labels?.[0]?.contains(at))),
  };
}"""


def tab_to(page, wanted: str) -> None:
    """Press Tab until the wanted thing has the focus."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"60 × Tab on {page.url} do not reach {wanted}")


def enter(page, key: str = "Enter") -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_sending_by_tab_and_enter(walks):
    walk = walks("keys")
    anna = walk.citizen()
    go(anna, f"/gui?cuoc={walk.who['meeting']}")
    tab_to(anna, "textarea[name=text]")
    anna.keyboard.type(ROAD)
    tab_to(anna, "button[value=who]")
    enter(anna)
    tab_to(anna, "input[name=mode]")
    anna.keyboard.press("ArrowDown")
    anna.keyboard.press("ArrowDown")
    tab_to(anna, "button[value=check]")
    enter(anna)
    says(anna, ROAD, "Không nêu tên.")
    tab_to(anna, "button[value=send]")
    enter(anna)
    says(anna, "Đã nhận ý kiến của ông/bà")


@pytest.mark.parametrize("path", ["/", "/gui", "/tra-cuu"])
def test_the_skip_link_and_a_ring_around_every_stop(walks, path):
    anna = walks("keys", width=360).citizen()
    go(anna, path)
    anna.keyboard.press("Tab")
    first = anna.evaluate(SEEN)
    assert 'class="skip"' in first["name"] and first["inView"]
    seen = []
    for _stop in range(25):
        anna.keyboard.press("Tab")
        if anna.evaluate("() => document.activeElement === document.body"):
            break
        seen.append(anna.evaluate(SEEN))
    assert len(seen) > 8
    assert not [stop for stop in seen if not stop["ring"] or not stop["inView"] or stop["covered"]]
    go(anna, path)
    anna.keyboard.press("Tab")
    anna.keyboard.press("Enter")
    anna.keyboard.press("Tab")
    assert anna.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_triage_by_its_keys(walks):
    walk = walks("keys")
    anna = walk.citizen()
    first, second = (send(anna, walk.who["meeting"], f"{ROAD} Xóm {n}.") for n in ("ĐOÀI", "ĐÔNG"))
    cam = walk.staff("coordinator")
    go(cam, "/lam-viec/phan-loai")
    rows = cam.locator("[data-rows] tbody tr")
    place = [first in words for words in rows.all_inner_texts()].index(True)
    for key in ["j"] * (place + 2) + ["k"]:
        cam.keyboard.press(key)
    assert first in cam.locator("tr.is-current").inner_text()
    walk.look(cam, "queue-marked")
    enter(cam)
    says(cam, first)
    cam.keyboard.press("f")
    assert cam.evaluate("() => document.activeElement.name") == "p0-field"
    # A list takes the typed number, as it takes the first letters of a name.
    cam.keyboard.type("2")
    assert cam.locator("[name=p0-field]").input_value()
    walk.look(cam, "field-by-key")
    while cam.locator(".part").count() > 1:
        tab_to(cam, "button[value=remove-1]")
        enter(cam)
    enter(cam, "Control+Enter")
    says(cam, f"Đã phân loại {first}", second)
    # A letter typed into a line is a letter, never a command.
    tab_to(cam, "[name=p0-title]")
    cam.keyboard.type("rtfsq")
    assert "rtfsq" in cam.locator("[name=p0-title]").input_value()
    assert cam.url.endswith(second)
    cam.keyboard.press("?")
    assert not cam.locator("dialog[open]").count()
    cam.locator("h1").click()
    cam.keyboard.press("?")
    cam.locator("dialog[open]").wait_for()
    walk.look(cam, "keys-listed")
    cam.keyboard.press("Escape")
    enter(cam, "r")
    says(cam, "Lý do này được công khai với người gửi")
