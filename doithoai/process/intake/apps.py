from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Opinions, contacts, collection rounds, imported files."""

    name = "doithoai.process.intake"
    label = "intake"
    verbose_name = "Tiếp nhận"
