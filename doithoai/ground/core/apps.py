from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground every stage stands on."""

    name = "doithoai.ground.core"
    label = "core"
    verbose_name = "Nền"
