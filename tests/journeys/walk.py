"""How people walk through the program: open, press, follow, fill; and what must hold on every page they see."""

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, Response

from tests.journeys.commune import PASSWORD

CHECKS = (Path(__file__).parent / "checks.js").read_text()
# How long a page is waited for before it counts as lost: no limit of ours, and no cost where all is well.
PATIENCE = 90_000  # ms
# A form that comes back with what is wrong, or with what somebody else did meanwhile, is an answer.
ANSWERS_OF_FORMS = (409, 422)


class Walk:
    """One commune, one width, JavaScript or none; each person has a browser of their own."""

    def __init__(self, served, browser: Browser, folder: Path, place: str, *, js: bool, width: int):
        self.url, self.who, self.browser = served.url, served.places[place], browser
        self.folder, self.js, self.width = folder, js, width
        self.problems: list[str] = []
        self.contexts, self.shots = [], 0

    def _lost(self, request) -> None:
        # A page left before its last picture came has aborted it itself, and only a walk that cuts the network on
        # purpose disconnects the browser; nothing of ours failed.
        if request.failure not in {"net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED"}:
            self.problems.append(f"lost: {request.url} {request.failure}")

    def citizen(self, **more) -> Page:
        """A new browser that nobody knows."""
        phone = self.width < 600
        context = self.browser.new_context(
            base_url=self.url,
            java_script_enabled=self.js,
            viewport={"width": self.width, "height": 740 if phone else 860},
            has_touch=phone,
            is_mobile=phone,
            locale="vi-VN",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._lost)
        page.on("response", self._answered)
        return page

    def staff(self, role: str) -> Page:
        """The person of this role, signed in by the real form."""
        page = self.citizen()
        go(page, "/lam-viec/")
        page.get_by_label("Tên đăng nhập").fill(self.who[role])
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        press(page, "Đăng nhập")
        assert urlsplit(page.url).path == "/lam-viec/", page.url
        return page

    def look(self, page: Page, name: str) -> None:
        """Keep a picture of the page and check what must hold on every page."""
        self.shots += 1
        where = f"{self.folder.name}/{self.shots:02d}-{name}"
        self.problems += [f"{where} {urlsplit(page.url).path}: {wrong}" for wrong in page.evaluate(CHECKS, self.width)]
        self.folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=self.folder / f"{self.shots:02d}-{name}.png", full_page=True, caret="initial")

    def end(self) -> None:
        """Close every browser of this walk."""
        for context in self.contexts:
            context.close()

    def _said(self, message) -> None:
        # Chromium also says "Failed to load resource" for every answer above 399; those are judged in _answered.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.problems.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        form_came_back = response.request.is_navigation_request() and response.status in ANSWERS_OF_FORMS
        if response.status >= 400 and not form_came_back:
            self.problems.append(f"{response.status} {response.request.method} {response.url}")


def go(page: Page, path: str) -> None:
    """Open an address."""
    page.goto(path)


def press(page: Page, label: str, *, within=None) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        (within or page.locator("main")).get_by_role("button", name=label, exact=False).first.click()


def follow(page: Page, label: str, *, within=None) -> None:
    """Follow a link and wait for its page."""
    with page.expect_navigation():
        (within or page.locator("main")).get_by_role("link", name=label, exact=False).first.click()


def says(page: Page, *sentences: str) -> None:
    """The page tells all this, at once or within some seconds where a script has to write it first."""
    ends = time.monotonic() + 10
    while True:
        told = " ".join(page.locator("main").inner_text().split())
        missing = [sentence for sentence in sentences if sentence not in told]
        if not missing or time.monotonic() > ends:
            break
        page.wait_for_timeout(100)
    assert not missing, f"{page.url} does not say {missing} but: {told[:1500]}"


def fill(page: Page, **typed: str) -> None:
    """Type into fields by their names (two underscores stand for a dash)."""
    for name, words in typed.items():
        page.locator(f"main [name='{name.replace('__', '-')}']").first.fill(words)


def choose(page: Page, name: str, value: str) -> None:
    """Choose a radio button by the words beside it, as people do: they click the words."""
    page.locator(f"main label.choice:has(input[name='{name}'][value='{value}'])").click()


def open_act(page: Page, summary: str) -> None:
    """Open a folded part of the page."""
    page.locator("main summary", has_text=summary).first.click()


def send(page: Page, meeting: str, words: str) -> str:
    """Send an opinion to a meeting through the three screens; return its number."""
    go(page, f"/gui?cuoc={meeting}")
    fill(page, text=words)
    press(page, "Tiếp tục")
    press(page, "Tiếp tục")
    press(page, "Gửi ý kiến")
    return re.search(r"YK-\d{4}-\d{6}", page.locator("main").inner_text())[0]
