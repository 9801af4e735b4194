"""Public addresses (design.md section 7)."""

from django.urls import path

from doithoai.doors.portal import following, guidance, home, matters, meetings, prefs, sending

urlpatterns = [
    path("", home.home, name="home"),
    path("gui", sending.send, name="send"),
    path("tra-cuu", following.follow, name="follow"),
    path("doi-thoai", meetings.meetings, name="meetings"),
    path("doi-thoai/<str:code>", meetings.meeting, name="meeting"),
    path("van-de/<str:code>", matters.matter, name="matter"),
    path("cam-ket", matters.promises, name="promises"),
    path("huong-dan", guidance.guide, name="guide"),
    path("cach-hien-thi", prefs.look_prefs, name="look_prefs"),
]
