"""Public addresses (design.md section 7)."""

from django.urls import path

from doithoai.doors.portal import (
    answered,
    calendars,
    following,
    guidance,
    home,
    invited,
    matters,
    meetings,
    prefs,
    privacy,
    receipts,
    rights,
    sending,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("gui", sending.send, name="send"),
    path("bien-nhan", receipts.paper, name="receipt_paper"),
    path("tra-cuu", following.follow, name="follow"),
    path("tra-cuu/quyen", rights.mine, name="mine"),
    path("quyen-rieng-tu", privacy.privacy, name="privacy"),
    path("doi-thoai", meetings.meetings, name="meetings"),
    path("doi-thoai/<str:code>.ics", calendars.one, name="meeting_calendar"),
    path("doi-thoai/<str:code>", meetings.meeting, name="meeting"),
    path("chuong-trinh/<int:year>", meetings.programme_of_year, name="programme"),
    path("lich.ics", calendars.dialogues, name="calendar"),
    path("moi", invited.invitation, name="invitation"),
    path("van-de", answered.matters, name="matters"),
    path("van-de/<str:code>", matters.matter, name="matter"),
    path("cam-ket", matters.promises, name="promises"),
    path("huong-dan", guidance.guide, name="guide"),
    path("cach-hien-thi", prefs.look_prefs, name="look_prefs"),
]
