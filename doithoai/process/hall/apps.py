from django.apps import AppConfig


class HallConfig(AppConfig):
    """Register entries, conclusions, the balance sheet."""

    name = "doithoai.process.hall"
    label = "hall"
    verbose_name = "Hội trường"
