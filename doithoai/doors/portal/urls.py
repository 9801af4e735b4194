"""Public addresses (design.md section 7)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
