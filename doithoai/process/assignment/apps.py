from django.apps import AppConfig


class AssignmentConfig(AppConfig):
    """Assignments and promises."""

    name = "doithoai.process.assignment"
    label = "assignment"
    verbose_name = "Giao việc"

    def ready(self) -> None:
        """Bring matters and promises into the index, and let nobody close a unit that still has business."""
        # Models can be imported only once all apps are there.
        from doithoai.ground.index import registry  # noqa: PLC0415
        from doithoai.process.assignment import texts  # noqa: PLC0415
        from doithoai.process.assignment.handover import still_open  # noqa: PLC0415
        from doithoai.process.people.services import STILL_OPEN  # noqa: PLC0415

        # Closing belongs to people, business to this stage.
        STILL_OPEN.append(still_open)
        registry.register(texts.MATTERS)
        registry.register(texts.PROMISES)
