"""Addresses of this stage's pages (below /lam-viec/)."""

from django.urls import URLPattern

app_name = "reports"
urlpatterns: list[URLPattern] = []
