from django.apps import AppConfig


class AnswerConfig(AppConfig):
    """Answers, ratings, reopenings."""

    name = "doithoai.process.answer"
    label = "answer"
    verbose_name = "Trả lời"
