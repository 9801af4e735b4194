from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = "doithoai.doors.desk"
    label = "desk"
