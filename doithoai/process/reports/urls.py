"""Addresses of this stage's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.reports import views

app_name = "reports"
urlpatterns = [
    path("bao-cao", views.summary, name="summary"),
    path("bao-cao/in", views.printed, name="print"),
    path("bao-cao/tong-hop.xlsx", views.workbook, name="xlsx"),
    path("bao-cao/tong-hop.json", views.data, name="json"),
    path("bao-cao/truong-hop/<str:name>", views.behind, name="cases"),
]
