"""Addresses of the desk (below /lam-viec/)."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
