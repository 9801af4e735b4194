"""Addresses of this stage's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.hall import agenda_pages, sheets, topics, views

app_name = "hall"
urlpatterns = [
    path("cuoc/<str:code>/bien-ban", views.register, name="register"),
    path("cuoc/<str:code>/bien-ban/y-kien", views.speech, name="speech"),
    path("cuoc/<str:code>/bien-ban/tra-loi", views.answer, name="answer"),
    path("cuoc/<str:code>/bien-ban/ghi-chu", views.note, name="note"),
    path("cuoc/<str:code>/ket-luan", views.conclude, name="conclude"),
    path("cuoc/<str:code>/cong-bo-ket-luan", views.publish_conclusion, name="publish_conclusion"),
    path("cuoc/<str:code>/khep-lai", views.close, name="close"),
    path("cuoc/<str:code>/can-doi", sheets.sheet, name="balance"),
    path("cuoc/<str:code>/can-doi/in", sheets.printed, name="balance_print"),
    path("cuoc/<str:code>/chu-de", topics.topics, name="topics"),
    path("cuoc/<str:code>/chu-de/<int:number>/bo", topics.drop, name="drop_topic"),
    path("cuoc/<str:code>/chuong-trinh", agenda_pages.agenda, name="agenda"),
    path("cuoc/<str:code>/chuong-trinh/in", agenda_pages.printed, name="agenda_print"),
    path("cuoc/<str:code>/chuong-trinh/tinh", agenda_pages.ask_sketch, name="ask_sketch"),
    path("cuoc/<str:code>/chuong-trinh/chon", agenda_pages.adopt, name="adopt"),
    path("cuoc/<str:code>/chuong-trinh/y-kien", agenda_pages.voices, name="voices"),
    path("cuoc/<str:code>/chuong-trinh/chu-de/<str:key>", agenda_pages.one, name="topic"),
]
