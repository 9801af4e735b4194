"""Addresses of the regulation's pages (below /lam-viec/)."""

app_name = "regulation"
urlpatterns: list = []
