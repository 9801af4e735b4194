"""The Jinja2 environment of all our own templates: the globals every page may rely on."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import Environment, StrictUndefined

from doithoai.doors.desk.nav import desk_nav
from doithoai.ground.core import clock, dates
from doithoai.process.assignment import deadlines


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Reverse a URL by name, as Django's `reverse`."""
    return reverse(name, args=args, kwargs=kwargs)


class Site:
    """Facts about this installation that every page shows."""

    name = "Đối Thoại"

    @property
    def phone(self) -> str:
        """The help line printed on every page ('' when none is set)."""
        return settings.SITE_PHONE


def environment(**options: Any) -> Environment:
    """Build the environment for Django's Jinja2 backend."""
    env = Environment(**{**options, "undefined": StrictUndefined}, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        url=url,
        static=static,
        site=Site(),
        fmt_date=dates.fmt_date,
        fmt_time=dates.fmt_time,
        fmt_datetime=dates.fmt_datetime,
        today=clock.today,
        soon_days=deadlines.SOON_DAYS,
        localtime=timezone.localtime,
        get_language=translation.get_language,
        get_messages=get_messages,
        desk_nav=desk_nav,
    )
    env.filters.update(fmt_date=dates.fmt_date, fmt_time=dates.fmt_time, fmt_datetime=dates.fmt_datetime)
    return env
