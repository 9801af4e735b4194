"""A handover record says what passed on a day: it is not rewritten or deleted afterwards."""

from django.db import migrations

from doithoai.ground.core.triggers import refuse

_MESSAGE = "a handover record stays"


class Migration(migrations.Migration):
    dependencies = [("assignment", "0002_before_the_meeting")]

    operations = [
        refuse("assignment_handover", "handover_no_update", "UPDATE", message=_MESSAGE),
        refuse("assignment_handover", "handover_no_delete", "DELETE", message=_MESSAGE),
    ]
