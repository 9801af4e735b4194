"""The event book is append-only on both databases: not even a superuser's slip changes it in silence."""

from django.db import migrations

from doithoai.ground.core.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        refuse("core_event", "event_no_update", "UPDATE", message="the event book is append-only"),
        refuse("core_event", "event_no_delete", "DELETE", message="the event book is append-only"),
    ]
