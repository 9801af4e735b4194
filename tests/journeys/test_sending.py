"""On a cheap phone with a bad network: pages weigh little, nothing typed is lost, nothing is sent twice."""

import pytest

from tests.journeys.walk import choose, fill, go, press, says

pytestmark = pytest.mark.journey
WORDS = "Xin lắp đèn ở ngõ ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG, tối không ai dám đi."
FIRST_FLIGHT, IN_ALL, REQUESTS = 14_000, 50_000, 6


def test_public_pages_weigh_little(walks):
    walk = walks("answered", width=360)
    meeting, matter = walk.who["meeting"], walk.who["matter"]
    paths = [
        "/",
        "/gui",
        "/tra-cuu",
        "/doi-thoai",
        f"/doi-thoai/{meeting}",
        f"/van-de/{matter}",
        "/cam-ket",
        "/huong-dan",
    ]
    heavy = []
    for path in paths:
        first, total, requests = weigh(walk.citizen(), path)
        print(f"{path:28} first flight {first:6} B, in all {total:6} B, {requests} requests")
        if first > FIRST_FLIGHT or total > IN_ALL or requests > REQUESTS:
            heavy.append((path, first, total, requests))
    assert not heavy


def weigh(page, path: str) -> tuple[int, int, int]:
    """Return the bytes over the wire of the document and of everything, and the number of requests of a first visit."""
    network, kinds, weights = page.context.new_cdp_session(page), {}, {}
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network.on("Network.responseReceived", lambda sent: kinds.update({sent["requestId"]: sent["type"]}))
    network.on("Network.loadingFinished", lambda sent: weights.update({sent["requestId"]: sent["encodedDataLength"]}))
    page.goto(path, wait_until="networkidle")
    document = sum(int(weight) for one, weight in weights.items() if kinds[one] == "Document")
    return document, int(sum(weights.values())), len(weights)


def test_a_draft_survives_a_reload(walks):
    walk = walks("sending", width=360)
    anna = walk.citizen()
    go(anna, f"/gui?cuoc={walk.who['meeting']}")
    fill(anna, text=WORDS, village="Thôn ĐẶNG")
    anna.reload()
    assert anna.locator("[name=text]").input_value() == WORDS
    assert anna.locator("[name=village]").input_value() == "Thôn ĐẶNG"
    says(anna, "Đã lấy lại bản nháp")
    walk.look(anna, "draft")


def test_a_cut_network_loses_nothing_and_sends_once(walks):
    walk = walks("sending", width=360)
    anna = walk.citizen()
    for_check(anna, walk)
    anna.context.set_offline(True)
    anna.locator("button[value=send]").click()
    anna.get_by_text("Đang mất mạng").wait_for()
    says(anna, WORDS, "Chưa gửi")
    walk.look(anna, "offline")
    anna.context.set_offline(False)
    press(anna, "Gửi ý kiến")
    says(anna, "Đã nhận ý kiến của ông/bà")
    # What was sent is not offered again.
    go(anna, "/gui")
    assert anna.locator("[name=text]").input_value() == ""
    assert received(walk) == 1


def test_an_answer_lost_on_the_way_does_not_double(walks):
    walk = walks("sending", width=360)
    anna = walk.citizen()
    before = received(walk)
    for_check(anna, walk)

    def lose(route):
        route.fetch()
        route.abort("connectionreset")

    anna.route("**/gui", lose, times=1)
    anna.locator("button[value=send]").click()
    anna.wait_for_url("chrome-error://**")
    assert received(walk) == before + 1
    walk.problems = [problem for problem in walk.problems if "ERR_CONNECTION_RESET" not in problem]
    # People press "reload": the browser sends the same form again, and it is the same opinion.
    anna.reload()
    says(anna, "Đã nhận ý kiến của ông/bà")
    assert received(walk) == before + 1


def for_check(anna, walk) -> None:
    """Write and say who may know, up to the last button."""
    go(anna, f"/gui?cuoc={walk.who['meeting']}")
    fill(anna, text=WORDS)
    press(anna, "Tiếp tục")
    choose(anna, "mode", "anonymous")
    press(anna, "Tiếp tục")
    says(anna, WORDS)


def received(walk) -> int:
    """Return how many opinions the meeting has received, as its public page says."""
    reader = walk.citizen()
    go(reader, f"/doi-thoai/{walk.who['meeting']}")
    told = " ".join(reader.locator("main").inner_text().split())
    return int(told.partition("Đã nhận ")[2].split()[0]) if "Đã nhận " in told else 0
