from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Units, persons, seats."""

    name = "doithoai.process.people"
    label = "people"
    verbose_name = "Đơn vị và vị trí"

    def ready(self) -> None:
        """Tell the index the names of places, today's and those before the mergers."""
        # Stages register once all apps are there.
        from doithoai.ground.index import registry  # noqa: PLC0415
        from doithoai.process.people.gazetteer import gazetteer  # noqa: PLC0415

        registry.GAZETTEER.append(gazetteer)
