from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Opinions, contacts, collection rounds, imported files."""

    name = "doithoai.process.intake"
    label = "intake"
    verbose_name = "Tiếp nhận"

    def ready(self) -> None:
        """Bring opinions into the index."""
        # Models can be imported only once all apps are there.
        from doithoai.ground.index import registry  # noqa: PLC0415
        from doithoai.process.intake import texts  # noqa: PLC0415

        registry.register(texts.SOURCE)
