from django.apps import AppConfig


class AssignmentConfig(AppConfig):
    """Assignments and promises."""

    name = "doithoai.process.assignment"
    label = "assignment"
    verbose_name = "Giao việc"

    def ready(self) -> None:
        """Let nobody close a unit that still has business: closing belongs to people, business to this stage."""
        # Models can be imported only once all apps are there.
        from doithoai.process.assignment.handover import still_open  # noqa: PLC0415
        from doithoai.process.people.services import STILL_OPEN  # noqa: PLC0415

        STILL_OPEN.append(still_open)
