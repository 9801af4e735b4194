"""Addresses of intake's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.intake import views

app_name = "intake"
urlpatterns = [
    path("y-kien", views.register, name="register"),
    path("nhap", views.entry, name="entry"),
    path("tep", views.import_, name="import"),
    path("tep/<int:pk>", views.file, name="file"),
    path("tiep-nhan/<str:code>", views.opinion, name="opinion"),
    path("tiep-nhan/<str:code>/bien-nhan", views.receipt, name="receipt"),
]
