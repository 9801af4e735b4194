"""Addresses of the regulation's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.regulation import settings_pages

app_name = "regulation"
urlpatterns = [
    path("quy-che", settings_pages.rules_page, name="rules"),
    path("quy-che/<str:rule_id>", settings_pages.rule, name="rule"),
    path("quy-che/<str:rule_id>/ket-thuc/<int:pk>", settings_pages.end_override, name="end_override"),
    path("lich-lam-viec", settings_pages.calendar, name="calendar"),
    path("lich-lam-viec/them", settings_pages.set_day, name="set_day"),
    path("lich-lam-viec/<int:pk>/bo", settings_pages.unset_day, name="unset_day"),
]
