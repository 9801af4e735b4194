"""Addresses of this stage's pages (below /lam-viec/)."""

from django.urls import URLPattern

app_name = "triage"
urlpatterns: list[URLPattern] = []
