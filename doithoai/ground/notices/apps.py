from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The outbox."""

    name = "doithoai.ground.notices"
    label = "notices"
    verbose_name = "Tin báo"
