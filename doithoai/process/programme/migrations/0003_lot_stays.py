"""A drawing by lot is not repeated in silence: its seed and numbers stay as they were drawn."""

from django.db import migrations

from doithoai.ground.core.triggers import refuse

_MESSAGE = "a drawing by lot stays"


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_before_the_meeting")]

    operations = [
        refuse("programme_lot", "lot_no_update", "UPDATE", message=_MESSAGE),
        refuse("programme_lot", "lot_no_delete", "DELETE", message=_MESSAGE),
    ]
