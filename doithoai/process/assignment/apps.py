from django.apps import AppConfig


class AssignmentConfig(AppConfig):
    """Assignments and promises."""

    name = "doithoai.process.assignment"
    label = "assignment"
    verbose_name = "Giao việc"
