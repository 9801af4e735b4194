"""Every address of the program. Public pages answer in Vietnamese at / and in English at /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from doithoai.doors.desk import calendars
from doithoai.doors.portal import errors, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("lich/<str:token>.ics", calendars.feed, name="seat_calendar"),
    path("api/v1/", include("doithoai.doors.api.urls")),
    *i18n_patterns(
        path("lam-viec/", include("doithoai.doors.desk.urls")),
        path("lam-viec/", include("doithoai.process.people.urls")),
        path("lam-viec/", include("doithoai.process.regulation.urls")),
        path("lam-viec/", include("doithoai.process.programme.urls")),
        path("lam-viec/", include("doithoai.process.intake.urls")),
        path("lam-viec/", include("doithoai.process.triage.urls")),
        path("lam-viec/", include("doithoai.process.assignment.urls")),
        path("lam-viec/", include("doithoai.process.answer.urls")),
        path("lam-viec/", include("doithoai.process.hall.urls")),
        path("lam-viec/", include("doithoai.process.reports.urls")),
        path("", include("doithoai.doors.portal.urls")),
        prefix_default_language=False,
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
