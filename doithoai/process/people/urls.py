"""Addresses of the administrator's pages and of the own password (below /lam-viec/)."""

from django.urls import path

from doithoai.process.people import people_pages, views

app_name = "people"
urlpatterns = [
    path("don-vi", views.units, name="units"),
    path("don-vi/<int:pk>", views.unit, name="unit"),
    path("don-vi/<int:pk>/them", views.found, name="found"),
    path("don-vi/<int:pk>/ket-thuc", views.close, name="close"),
    path("don-vi/<int:pk>/ke-thua", views.succeed, name="succeed"),
    path("can-bo", views.persons, name="persons"),
    path("can-bo/moi", views.take_on, name="take_on"),
    path("can-bo/<int:pk>", views.person, name="person"),
    path("can-bo/<int:pk>/vi-tri", views.give_seat, name="give_seat"),
    path("can-bo/<int:pk>/mat-khau-moi", views.reset_password, name="reset_password"),
    path("can-bo/<int:pk>/khoa", views.deactivate, name="deactivate"),
    path("can-bo/<int:pk>/mo-lai", views.readmit, name="readmit"),
    path("vi-tri/<int:pk>/thoi-giu", views.end_seat, name="end_seat"),
    path("don-vi/<int:pk>/theo-mau", people_pages.furnish, name="furnish"),
    path("can-bo/<int:pk>/ho-ten", people_pages.rename, name="rename"),
    path("uy-quyen", people_pages.delegations, name="delegations"),
    path("uy-quyen/<int:pk>/ket-thuc", people_pages.end_delegation, name="end_delegation"),
    path("mat-khau", views.password, name="password"),
]
