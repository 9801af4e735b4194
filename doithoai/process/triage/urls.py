"""Addresses of this stage's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.triage import groups, learned_pages, objections, rights_desk, shaping, turns, views

app_name = "triage"
urlpatterns = [
    path("phan-loai", views.queue, name="queue"),
    path("hoc-tu-quyet-dinh", learned_pages.learned, name="learned"),
    path("quyen-du-lieu", rights_desk.data_requests, name="data_requests"),
    path("quyen-du-lieu/<int:pk>", rights_desk.data_request, name="data_request"),
    path("phan-loai/phieu/<int:pk>", turns.open_seal, name="open_seal"),
    path("phan-loai/<str:code>", views.opinion, name="opinion"),
    path("phan-loai/<str:code>/hoan-tac", turns.undo_triage, name="undo"),
    path("phan-loai/<str:code>/khong-xu-ly", turns.set_aside, name="set_aside"),
    path("phan-loai/<str:code>/dua-lai", turns.take_back, name="take_back"),
    path("phan-loai/<str:code>/chuyen", turns.hand_over, name="hand_over"),
    path("phan-loai/<str:code>/xin-mo", turns.ask_open, name="ask_open"),
    path("gom-nhom", groups.groupings, name="groupings"),
    path("gom-nhom/<int:pk>", groups.grouping_page, name="grouping"),
    path("gom-nhom/<int:pk>/nhieu", groups.many, name="many"),
    path("gom-nhom/<int:pk>/hoan-tac", groups.undo_many, name="undo_many"),
    path("gom-nhom/<int:pk>/nhom/<int:number>", groups.group, name="group"),
    path("noi-khac", objections.objections, name="objections"),
    path("noi-khac/<int:pk>", objections.objection, name="objection"),
    path("van-de/<str:code>/gop", shaping.join, name="join"),
    path("van-de/<str:code>/tach-ra", shaping.separate, name="separate"),
    path("van-de/<str:code>/tach-y-kien/<int:pk>", shaping.split_off, name="split_off"),
    path("van-de/<str:code>/sua-cach-ghi", shaping.reword, name="reword"),
    path("van-de/<str:code>/ket-thuc", shaping.close, name="close"),
]
