"""Addresses of this stage's pages (below /lam-viec/), and its part of the case page."""

from django.urls import path

from doithoai.process.answer import approval, earlier, reopening, views
from doithoai.process.answer.panel import PANEL
from doithoai.process.assignment.panels import PANELS

app_name = "answer"
urlpatterns = [
    path("van-de/<str:code>/tra-loi", views.edit, name="edit"),
    path("duyet", approval.reviews, name="reviews"),
    path("duyet/<int:pk>", approval.review, name="review"),
    path("duyet/<int:pk>/duyet", approval.approve, name="approve"),
    path("duyet/<int:pk>/tra-lai", approval.give_back, name="return"),
    path("duyet/<int:pk>/cong-khai", approval.publish, name="publish"),
    path("duyet/<int:pk>/dinh-chinh", approval.correct, name="correct"),
    path("mo-lai/<int:pk>", reopening.decide, name="reopening"),
]
for panel in (PANEL, earlier.PANEL):
    if panel not in PANELS:
        PANELS.append(panel)
