"""Addresses of the desk (below /lam-viec/)."""

from django.urls import path

from doithoai.doors.desk import calendars, finding, machine, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("dang-nhap", views.sign_in, name="sign_in"),
    path("dang-xuat", views.sign_out, name="sign_out"),
    path("vi-tri", views.seats, name="seats"),
    path("tin-bao", machine.machine, name="machine"),
    path("tim", finding.find, name="find"),
    path("lich", calendars.calendar, name="calendar"),
]
