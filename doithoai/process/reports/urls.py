"""Addresses of this stage's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.reports import hot_pages, views

app_name = "reports"
urlpatterns = [
    path("bao-cao", views.summary, name="summary"),
    path("bao-cao/in", views.printed, name="print"),
    path("bao-cao/tong-hop.xlsx", views.workbook, name="xlsx"),
    path("bao-cao/tong-hop.json", views.data, name="json"),
    path("bao-cao/truong-hop/<str:name>", views.behind, name="cases"),
    path("diem-nong", hot_pages.page, name="hot"),
    path("diem-nong/dem-lai", hot_pages.recount, name="recount"),
    path("diem-nong/y-kien/<str:key>", hot_pages.voices, name="hot_voices"),
]
