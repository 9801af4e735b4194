from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures and reports."""

    name = "doithoai.process.reports"
    label = "reports"
    verbose_name = "Báo cáo"
