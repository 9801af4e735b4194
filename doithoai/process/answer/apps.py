from django.apps import AppConfig


class AnswerConfig(AppConfig):
    """Answers, ratings, reopenings."""

    name = "doithoai.process.answer"
    label = "answer"
    verbose_name = "Trả lời"

    def ready(self) -> None:
        """Bring answers into the index."""
        # Models can be imported only once all apps are there.
        from doithoai.ground.index import registry  # noqa: PLC0415
        from doithoai.process.answer import texts  # noqa: PLC0415

        registry.register(texts.SOURCE)
