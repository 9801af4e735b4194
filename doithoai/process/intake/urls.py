"""Addresses of intake's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.intake import attached, offline, vault_pages, views

app_name = "intake"
urlpatterns = [
    path("y-kien", views.register, name="register"),
    path("nhap", views.entry, name="entry"),
    path("ngoai-tuyen", offline.page, name="offline"),
    path("ngoai-tuyen/toi", offline.me, name="offline_me"),
    path("ngoai-tuyen/gui", offline.send, name="offline_send"),
    path("ngoai-tuyen/sw.js", offline.worker, name="offline_worker"),
    path("ngoai-tuyen/ung-dung.webmanifest", offline.manifest, name="offline_manifest"),
    path("tep", views.import_, name="import"),
    path("tep/<int:pk>", views.file, name="file"),
    path("tiep-nhan/<str:code>", views.opinion, name="opinion"),
    path("tiep-nhan/<str:code>/kem-theo/<int:number>", attached.attachment, name="attachment"),
    path("tiep-nhan/<str:code>/bien-nhan", views.receipt, name="receipt"),
    path("tim-nguoi-gui", vault_pages.find, name="find"),
    path("tiep-nhan/<str:code>/nguoi-gui", vault_pages.contact, name="contact"),
    path("tiep-nhan/<str:code>/xin-mo-danh-tinh", vault_pages.ask_contact, name="ask_contact"),
    path("mo-danh-tinh/<int:pk>", vault_pages.open_contact, name="open_contact"),
]
