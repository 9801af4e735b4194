from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The public pages."""

    name = "doithoai.doors.portal"
    label = "portal"
