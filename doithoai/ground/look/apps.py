"""The look: base pages, components and styles; it knows no process."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "doithoai.ground.look"
    label = "look"
