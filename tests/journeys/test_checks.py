"""The page checks find what they are for: a page with every fault is named fault by fault."""

import pytest

from tests.journeys.walk import CHECKS

pytestmark = pytest.mark.journey
FAULTY = """<!doctype html><html><head><title>Trang</title></head><body><main><h1>Một</h1><h1>Hai</h1><h4>Ba</h4>
<p id="a" style="width:900px">rộng</p><p id="a" style="line-height:1">ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG</p>
<p style="color:#999">nhạt</p><div style="height:10px;overflow:hidden"><p>bị cắt</p></div>
<img src="data:," width="9" height="9"><svg width="9" height="9"></svg><button style="height:20px">Gửi</button><button></button>
<input name="x" aria-describedby="missing"></main></body></html>"""
GOOD = """<!doctype html><html lang="vi"><head><title>Trang · Đối Thoại</title></head>
<body style="line-height:1.6"><main><h1>Một</h1><p>ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG</p>
<label>Tên<input style="height:44px"></label><button style="height:44px;line-height:1.5">Gửi</button></main></body></html>"""


def test_every_fault_is_named_and_a_good_page_has_none(chromium):
    page = chromium.new_page(viewport={"width": 360, "height": 700})
    page.set_content(FAULTY)
    told = "\n".join(page.evaluate(CHECKS, 360))
    for fault in (
        "scrolls sideways",
        "2 h1",
        "no lang",
        "title “Trang”",
        "ids twice: a",
        "heading h1 then <h4",
        "no words for <img",
        "no words for a drawing",
        "no label",
        "described by missing #missing",
        "nothing to read",
        "small target",
        "lines too tight",
        "cut off",
        "contrast",
    ):
        assert fault in told, f"{fault!r} is not among: {told}"
    page.set_content(GOOD)
    assert page.evaluate(CHECKS, 360) == []
    page.close()
