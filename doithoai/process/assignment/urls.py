"""Addresses of this stage's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.assignment import acts, competence_pages, handing, views
from doithoai.process.assignment.panel import PANEL
from doithoai.process.assignment.panels import PANELS

app_name = "assignment"
urlpatterns = [
    path("ban-giao", handing.records, name="handovers"),
    path("ban-giao/<int:pk>", handing.record, name="handover_record"),
    path("ban-giao/moi/<str:on>", handing.hand_over, name="hand_over"),
    path("linh-vuc", competence_pages.fields, name="fields"),
    path("linh-vuc/theo-mau", competence_pages.lay_fields, name="lay_fields"),
    path("van-de", views.matters, name="matters"),
    path("van-de/<str:code>", views.matter, name="matter"),
    path("van-de/<str:code>/hoi-nguoi-gui", views.ask_sender, name="ask_sender"),
    path("van-de/<str:code>/anh/<int:pk>", views.picture, name="picture"),
    *(path(f"van-de/<str:code>/{act.path}", views.ACT_VIEWS[name], name=name) for name, act in acts.ACTS.items()),
    *(
        path(f"van-de/<str:code>/cam-ket/<int:pk>/{act.path}", views.ACT_VIEWS[name], name=name)
        for name, act in acts.PROMISE_ACTS.items()
    ),
]
# The case page shows whatever hangs here; this stage hangs its own panel, as later stages do theirs.
if PANEL not in PANELS:
    PANELS.append(PANEL)
