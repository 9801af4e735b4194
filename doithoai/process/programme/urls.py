"""Addresses of the programme's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.programme import views

app_name = "programme"
urlpatterns = [
    path("cuoc", views.meetings, name="list"),
    path("cuoc/moi", views.plan, name="plan"),
    path("cuoc/<str:code>", views.meeting, name="meeting"),
    path("cuoc/<str:code>/thong-bao", views.announce, name="announce"),
    path("cuoc/<str:code>/buoc-tiep", views.advance, name="advance"),
    path("cuoc/<str:code>/huy", views.cancel, name="cancel"),
]
