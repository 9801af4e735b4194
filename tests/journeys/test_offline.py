"""Days without network: forty opinions typed, the tab and the browser closed, and every one in the register once."""

import json
import random
import re
import socket
import time
import uuid
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.commune import PASSWORD
from tests.journeys.conftest import QUIET
from tests.journeys.walk import PATIENCE, go, press, says

pytestmark = pytest.mark.journey
PAGE = "/lam-viec/ngoai-tuyen"
KEYS_A_SECOND = 5  # 60 words a minute, Telex and all
READING_THE_PAPER = 5.0
COLLECTED_BY = "Người thu thập ý kiến, Thôn Đông"


def voice(n: int) -> str:
    return f"Nhà số {n} xóm ĐẶNG: đường vào ngõ ƯỠNG ẪM ngập khi mưa, xin xã khơi rãnh."


@contextmanager
def device(walk, folder, *, offline: bool):
    """The collector's own phone: what lies on its disk stays when the browser ends."""
    context = walk.browser.browser_type.launch_persistent_context(
        str(folder), executable_path=path_of(walk.browser), args=QUIET, base_url=walk.url,
        viewport={"width": walk.width, "height": 860}, locale="vi-VN",
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    context.set_offline(offline)
    try:
        yield context
    finally:
        context.close()


def path_of(browser) -> str:
    """The program behind this browser."""
    import os
    import shutil

    return (
        os.environ.get("CHROMIUM") or shutil.which(browser.browser_type.name) or shutil.which("chromium-browser") or ""
    )


def opened(context):
    """The page, ready to type."""
    page = context.new_page()
    page.goto(PAGE)
    page.locator("[data-entry]").wait_for()
    return page


def sign_in(page, username: str) -> None:
    page.goto("/lam-viec/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")


def write(page, text: str) -> None:
    """One line as it is typed: the words, then Enter."""
    page.locator("#row-text").press_sequentially(text)
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('#row-text').value")


def counts(page, wanted: str) -> None:
    """The page counts so many lines, as soon as it has read its store."""
    expect(page.locator("[data-count]")).to_have_text(wanted, timeout=PATIENCE)


def in_the_register(page) -> list[str]:
    """The numbers of every opinion on all pages of the register."""
    found, path = [], "/lam-viec/y-kien"
    while path:
        html = page.request.get(path).text()
        found += dict.fromkeys(re.findall(r">(YK-\d{4}-\d{6})<", html))
        more = re.search(
            r'class="[^"]*pager-next[^"]*"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*class="[^"]*pager-next', html
        )
        path = (more[1] or more[2]).replace("&amp;", "&") if more else None
    return found


def test_forty_opinions_without_network(walks, tmp_path):
    walk = walks("offline")
    typed, spent = [voice(n) for n in range(1, 41)], 0.0
    with device(walk, tmp_path / "phone", offline=False) as context:
        page = context.new_page()
        sign_in(page, walk.who["collector"])
        page = opened(context)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        context.set_offline(True)
        for text in typed[:20]:
            began = time.monotonic()
            write(page, text)
            spent += time.monotonic() - began
        page.locator("#row-text").press_sequentially("Dòng đang gõ dở")
        # The draft is kept a moment after the last key.
        page.wait_for_timeout(2_000)
        page.close()
        page = opened(context)
        counts(page, "20 chưa gửi")
        assert page.locator("#row-text").input_value() == "Dòng đang gõ dở"
        page.locator("#row-text").fill("")
        assert "Đang mất mạng" in page.locator("[data-net]").inner_text()
    # The browser has ended altogether and begins again, still without network.
    with device(walk, tmp_path / "phone", offline=True) as context:
        page = opened(context)
        counts(page, "20 chưa gửi")
        for text in typed[20:]:
            began = time.monotonic()
            write(page, text)
            spent += time.monotonic() - began
        counts(page, "40 chưa gửi")
        walk.look(page, "forty-waiting")
        context.set_offline(False)
        # By itself: nobody presses anything.
        page.get_by_text("Đã gửi hết").wait_for()
        walk.look(page, "forty-sent")
        check_register(page, typed)
        # What was received leaves no name behind, and the lines go when the collector says so.
        page.get_by_role("button", name="Xóa những dòng đã gửi").click()
        page.get_by_text("Đã xóa 40 dòng").wait_for()
    keys = sum(len(text) + 1 for text in typed)
    human = keys / KEYS_A_SECOND + 40 * READING_THE_PAPER
    print(
        f"40 opinions: {keys} keys; scripted {spent:.1f} s; at {KEYS_A_SECOND} keys a second and {READING_THE_PAPER} s to read each slip {human:.0f} s, {human / 40:.1f} s an opinion"
    )
    assert human / 40 <= 30


def check_register(page, typed: list[str]) -> None:
    numbers = in_the_register(page)
    assert len(numbers) == len(set(numbers)) == len(typed)
    told = []
    for number in numbers:
        html = page.request.get(f"/lam-viec/tiep-nhan/{number}").text()
        assert COLLECTED_BY in html and "Thôn Đông" in html and "Gõ khi mất mạng lúc" in html
        told += [text for text in typed if text in html]
    assert sorted(told) == sorted(typed)


def test_ten_cuts_at_random_bytes_then_whole(walks):
    walk = walks("cut")
    page = walk.staff("collector")
    told = page.request.get(f"{PAGE}/toi").json()
    typed = [voice(n) for n in range(1, 41)]
    held = {"uuid": str(uuid.uuid4()), "kind": "village_meeting", "attendance": 40}
    rows = [
        {"uuid": str(uuid.uuid4()), "text": text, "typed_at": "2026-11-20T12:00:00Z", "round": held} for text in typed
    ]
    dice = random.Random(40)
    for _cut in range(10):
        dice.shuffle(rows)
        parcel = wire(page, told, rows)
        head = parcel.index(b"\r\n\r\n") + 4
        send_raw(walk.url, parcel[: dice.randrange(head, len(parcel))])
    assert in_the_register(page) == []
    # All of it arrives, the answer does not.
    send_raw(walk.url, wire(page, told, rows))
    for _again in range(3):
        dice.shuffle(rows)
        answer = send_raw(walk.url, wire(page, told, rows), hear=True)
        assert b" 200 " in answer.split(b"\r\n")[0] and answer.count(b'"taken"') == 40
    check_register(page, typed)


def wire(page, told: dict, rows: list[dict]) -> bytes:
    """The post as it goes over the wire."""
    body = json.dumps({"for": told["seat"], "rows": rows}, ensure_ascii=False).encode()
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    where = urlsplit(page.url).netloc
    head = (
        f"POST {PAGE}/gui HTTP/1.1\r\nHost: {where}\r\nOrigin: http://{where}\r\nCookie: {cookies}\r\nX-CSRFToken: {told['token']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def send_raw(url: str, parcel: bytes, *, hear: bool = False) -> bytes:
    """Send these bytes and hang up, or listen to the end."""
    heard = b""
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=30) as line:
        line.sendall(parcel)
        while hear and (part := line.recv(65536)):
            heard += part
    return heard


def test_with_a_thumb_and_with_an_ended_session(walks):
    walk = walks("offline", width=360)
    page = walk.staff("clerk")
    go(page, PAGE)
    page.locator("[data-entry]").wait_for()
    walk.look(page, "empty")
    thumb(page, "Đèn đường ngõ 5 hỏng hai tuần.", village="thon dong")
    thumb(page, "den duong NGO 5 hong hai tuan")
    says(page, "Có thể trùng dòng 1", "Thôn Đông", "2 chưa gửi")
    thumb(page, "abc")
    says(page, "ít nhất 5 ký tự")
    walk.look(page, "twins-and-error")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Gửi ngay").click()
    page.get_by_role("link", name="Đăng nhập").wait_for()
    says(page, "Xin đăng nhập để gửi", "2 chưa gửi")
    walk.look(page, "ended-session")
    page.get_by_role("link", name="Đăng nhập").click()
    page.get_by_label("Tên đăng nhập").fill(walk.who["clerk"])
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
    assert urlsplit(page.url).path == PAGE
    page.get_by_role("button", name="Gửi ngay").click()
    page.get_by_text("Đã gửi hết").wait_for()
    # Another person at the same device sees nothing of it, and nothing goes out in that person's name.
    page.context.set_offline(True)
    thumb(page, "Lời chưa gửi của người trước.")
    page.context.set_offline(False)
    page.context.clear_cookies()
    sign_in(page, walk.who["coordinator"])
    go(page, PAGE)
    page.get_by_text("Máy này còn dòng của vị trí khác").wait_for()
    says(page, "1 dòng chưa gửi của")
    assert "Lời chưa gửi" not in page.content()
    assert page.locator("#row-village").input_value() == ""
    walk.look(page, "someone-elses")


def thumb(page, text: str, **more) -> None:
    page.locator("#row-text").fill(text)
    for name, value in more.items():
        page.locator(f"[data-entry] [name={name}]").fill(value)
    page.get_by_role("button", name="Thêm dòng").click()
    # Taken, or refused with a reason beside it.
    page.wait_for_function(
        "() => !document.querySelector('#row-text').value || document.querySelector('[aria-invalid=true]')"
    )


def test_keys_and_telex(walks):
    walk = walks("cut")
    page = walk.staff("clerk")
    go(page, PAGE)
    page.locator("[data-entry]").wait_for()
    page.context.set_offline(True)
    page.locator("#row-village").fill("Thôn Đoài")
    page.locator("#row-name").fill("Lò Thị Ánh")
    page.locator("#row-text").press_sequentially("Dòng thứ nhất của bà con.")
    for keys in (
        {"key": "Enter"},
        {"key": "Enter", "ctrlKey": True},
        {"key": "d", "ctrlKey": True},
        {"key": "ArrowUp"},
    ):
        page.locator("#row-text").evaluate(
            "(el, keys) => el.dispatchEvent(new KeyboardEvent('keydown', {...keys, isComposing: true, bubbles: true, cancelable: true}))",
            keys,
        )
    page.wait_for_timeout(300)
    counts(page, "Chưa có dòng")
    page.keyboard.press("Control+Enter")
    page.get_by_text("1 chưa gửi").wait_for()
    write(page, "Dòng thứ hai.")
    page.keyboard.press("Control+d")
    assert page.locator("#row-name").input_value() == ""
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.get_by_role("heading", name="Sửa dòng 1").wait_for()
    assert page.locator("#row-name").input_value() == "Lò Thị Ánh"
    page.keyboard.press("End")
    page.keyboard.type(" Sửa lại.")
    page.keyboard.press("Enter")
    page.get_by_text("Dòng thứ nhất của bà con. Sửa lại.").wait_for()
    page.get_by_role("heading", name="Dòng mới").wait_for()
    walk.look(page, "keys")
    page.get_by_role("button", name="Xóa").first.click()
    page.get_by_text("Đã xóa dòng 2").wait_for()
    page.get_by_role("button", name="Lấy lại").click()
    page.get_by_text("2 chưa gửi").wait_for()
    conflict(page, walk)


def conflict(page, walk) -> None:
    """The register knows a line's number with other words: both are shown, a person decides, nothing is written over."""
    page.context.set_offline(False)
    told = page.request.get(f"{PAGE}/toi").json()
    number = page.evaluate("seat => window.awayStore.rows(seat).then(all => all.mine[0].uuid)", told["seat"])
    body = {"for": told["seat"], "rows": [{"uuid": number, "text": "Lời đã vào sổ trước.", "village": "Thôn Đoài"}]}
    head = {"X-CSRFToken": told["token"]}
    assert page.request.post(f"{PAGE}/gui", data=body, headers=head).json()["rows"][0]["result"] == "taken"
    page.get_by_role("button", name="Gửi ngay").click()
    page.get_by_text("Trùng số, khác lời").wait_for()
    says(page, "1 chưa gửi", "Trong sổ đang là số YK-")
    walk.look(page, "conflict")
    page.get_by_role("button", name="Gửi thành ý kiến mới").click()
    page.get_by_role("button", name="Gửi ngay").click()
    page.get_by_text("Đã gửi hết").wait_for()
    assert len([n for n in in_the_register(page) if "YK" in n]) >= 3
