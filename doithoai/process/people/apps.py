from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Units, persons, seats."""

    name = "doithoai.process.people"
    label = "people"
    verbose_name = "Đơn vị và vị trí"
