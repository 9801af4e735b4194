from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Matters and what raised them."""

    name = "doithoai.process.triage"
    label = "triage"
    verbose_name = "Phân loại"
