from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Meetings and their announcements."""

    name = "doithoai.process.programme"
    label = "programme"
    verbose_name = "Chương trình"
