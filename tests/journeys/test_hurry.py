"""On a 360 px screen, 400 ms away and 400 kbit/s: three screens and at most a minute, with JavaScript or without."""

import time

import pytest

from tests.journeys.walk import PATIENCE, fill, follow, go, press, says

pytestmark = pytest.mark.journey
WORDS = "Đèn ngõ ƯỠNG ẪM hỏng hai tuần, tối không ai dám đi. Xin xã sửa giúp."
KEY = 200  # ms: 60 words a minute
READING = 2.0  # s a person looks at a screen before acting
MINUTE = 60.0
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def slow_line(page) -> None:
    """From here on every request of this page goes over a bad line, and nothing comes out of a cache."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)


@pytest.mark.parametrize("js", [True, False], ids=["js", "nojs"])
def test_sending_takes_three_screens_and_no_minute(walks, js):
    """The person's seconds are counted, the line's measured: what this machine needs without the line is no part of it."""
    walk = walks("hurry", width=360, js=js)
    name = "js" if js else "nojs"
    # The first of the two wakes the server. How fast the program is says the bench, against its floor; here is the line.
    quick = min(sends(walk, walk.citizen(), f"{name}-quick", delay=0)[0] for _again in range(2))
    anna = walk.citizen()
    slow_line(anna)
    waited, screens = sends(walk, anna, name, delay=KEY)
    person = len(WORDS) * KEY / 1000 + screens * READING
    took = person + max(0.0, waited - quick)
    print(
        f"{name}: {screens} screens, {len(WORDS)} keys, {took:.1f} s: a person {person:.1f}, the line {waited - quick:.1f}"
    )
    assert screens == 3 and took <= MINUTE


def sends(walk, page, name: str, *, delay: int) -> tuple[float, int]:
    """Send from the form to the receipt; return the seconds that were waited for pages, and the number of screens."""
    began, screens = time.monotonic(), 0
    go(page, f"/gui?cuoc={walk.who['meeting']}")
    waited = time.monotonic() - began
    for button in ("Tiếp tục", "Tiếp tục", "Gửi ý kiến"):
        screens += 1
        if screens == 1:
            page.locator("[name=text]").press_sequentially(WORDS, delay=delay, timeout=PATIENCE)
        if delay:
            time.sleep(READING)
            walk.look(page, f"{name}-{screens}")
        began = time.monotonic()
        press(page, button)
        waited += time.monotonic() - began
    says(page, "Đã nhận ý kiến của ông/bà")
    walk.look(page, f"{name}-receipt")
    return waited, screens


def test_without_javascript_the_words_survive_going_on_back_and_reload(walks):
    """Before the first button the words are only in the browser, which gives them back on "back" but not on a reload."""
    walk = walks("hurry", width=360, js=False)
    anna = walk.citizen()
    go(anna, f"/gui?cuoc={walk.who['meeting']}")
    fill(anna, text=WORDS, village="Thôn ĐẶNG")
    says(anna, "Xin bấm Tiếp tục trước khi tải lại trang")
    follow(anna, "Xem gửi ở đâu")
    anna.go_back()
    assert anna.locator("[name=text]").input_value() == WORDS
    press(anna, "Tiếp tục")
    # From here the words travel in the form: a reload sends the same form again.
    anna.reload()
    assert anna.locator("input[name=text]").get_attribute("value") == WORDS
    press(anna, "Quay lại")
    assert anna.locator("[name=text]").input_value() == WORDS
    assert anna.locator("[name=village]").input_value() == "Thôn ĐẶNG"
    press(anna, "Tiếp tục")
    fill(anna, name="Lò Thị Ánh")
    press(anna, "Tiếp tục")
    anna.reload()
    says(anna, WORDS, "Lò Thị Ánh", "Chưa gửi")
    press(anna, "Gửi ý kiến")
    says(anna, "Đã nhận ý kiến của ông/bà")


def test_with_javascript_a_closed_tab_keeps_the_draft_until_the_receipt(walks):
    walk = walks("hurry", width=360)
    anna = walk.citizen()
    go(anna, f"/gui?cuoc={walk.who['meeting']}")
    fill(anna, text=WORDS)
    press(anna, "Tiếp tục")
    again = anna.context.new_page()
    anna.close()
    go(again, f"/gui?cuoc={walk.who['meeting']}")
    assert again.locator("[name=text]").input_value() == WORDS
    press(again, "Tiếp tục")
    press(again, "Tiếp tục")
    walk.look(again, "not-sent-yet")
    says(again, "Chưa gửi")
    press(again, "Gửi ý kiến")
    go(again, "/gui")
    assert again.locator("[name=text]").input_value() == ""
