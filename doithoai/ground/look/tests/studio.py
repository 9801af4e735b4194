"""A small Jinja2 environment with stand-ins for the globals of config/jinja.py.

`python -m doithoai.ground.look.tests.studio DIR` writes the gallery there for screenshots.
"""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
from django.conf import settings

LOOK = Path(__file__).resolve().parents[1]


def request(**cookies: str) -> SimpleNamespace:
    return SimpleNamespace(
        path="/", COOKIES=cookies, LANGUAGE_CODE="vi", seat=SimpleNamespace(label="Chuyên viên tiếp nhận")
    )


def desk_nav(_request: Any) -> list[dict[str, Any]]:
    names = [("Việc hôm nay", "home", 4), ("Tiếp nhận", "inbox", 37), ("Phân công", "split", 0)]
    names += [("Cuộc đối thoại", "meeting", 0), ("Giám sát", "eye", 2), ("Báo cáo", "chart", 0)]
    return [
        {"label": label, "url": "#", "icon": icon, "current": icon == "inbox", "count": count}
        for label, icon, count in names
    ]


def environment() -> jinja2.Environment:
    if not settings.configured:
        settings.configure(USE_I18N=False, INSTALLED_APPS=[])
        import django

        django.setup()
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(LOOK / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=str, ngettext=lambda one, many, n: one if n == 1 else many, newstyle=True
    )
    env.globals.update(
        url=lambda name, *args, **kwargs: f"/{name}",
        static=lambda path: f"/static/{path}",
        soon_days=2,
        fmt_date=lambda d: d.strftime("%d/%m/%Y"),
        desk_nav=desk_nav,
        get_messages=lambda request: [],
        footer_nav=lambda request: [{"label": "Cam kết", "url": "#"}, {"label": "Sổ cái", "url": "#"}],
        site={"name": "Đối Thoại", "unit_name": "Ủy ban nhân dân xã Hàm Yên", "phone": "0207 3 843 111"},
    )
    return env


def page(name: str, cookies: dict[str, str] | None = None, **more: Any) -> str:
    from doithoai.ground.look import gallery

    env = environment()
    return env.get_template(f"look/{name}.html").render(
        request=request(**(cookies or {})), csrf_token="x", **gallery.context(), **more
    )


if __name__ == "__main__":
    out = Path(sys.argv[1])
    for mode in ("light", "dark"):
        for name in ("gallery", "gallery_desk", "gallery_print", "error"):
            html = page(name, {"mode": mode}, status=404, phone="0207 3 843 111")
            (out / f"{name}-{mode}.html").write_text(html)
    (out / "receipt-light.html").write_text(page("gallery_print", {"mode": "light"}, paper="a6"))
