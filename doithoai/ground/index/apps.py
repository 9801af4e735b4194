from django.apps import AppConfig


class IndexConfig(AppConfig):
    """Search and likely same matters."""

    name = "doithoai.ground.index"
    label = "index"
    verbose_name = "Tìm kiếm"
