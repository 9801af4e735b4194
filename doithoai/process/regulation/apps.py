from django.apps import AppConfig


class RegulationConfig(AppConfig):
    """Rules as data and the calendar."""

    name = "doithoai.process.regulation"
    label = "regulation"
    verbose_name = "Quy chế"
