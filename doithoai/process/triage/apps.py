from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Matters and what raised them."""

    name = "doithoai.process.triage"
    label = "triage"
    verbose_name = "Phân loại"

    def ready(self) -> None:
        """Say under which matter a voice stands in a list of hits, and which likeness this office taught."""
        # Models can be imported only once all apps are there.
        from doithoai.ground.index import registry  # noqa: PLC0415
        from doithoai.process.triage import suggesting, texts  # noqa: PLC0415

        registry.HEADS["opinion"] = texts.heads_of_opinions
        registry.HEADS["matter"] = texts.heads_of_matters
        registry.LIKENESS.append(suggesting.likeness_in_use)
