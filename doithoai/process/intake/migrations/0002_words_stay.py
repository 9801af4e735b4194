"""A citizen's words never change and no opinion is deleted, on both databases.

The one exception is sealing a denunciation: then the words move, encrypted, into `sealed` and the open copy goes.
"""

from django.db import migrations

from doithoai.ground.core.triggers import refuse

_CHANGED = "(OLD.text <> NEW.text OR OLD.raw <> NEW.raw OR OLD.received_at <> NEW.received_at OR OLD.key <> NEW.key)"
_SEALING = "(OLD.sealed IS NULL AND NEW.sealed IS NOT NULL AND NEW.text = '' AND OLD.received_at = NEW.received_at)"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        refuse(
            "intake_opinion",
            "opinion_words_stay",
            "UPDATE",
            condition=f"{_CHANGED} AND NOT {_SEALING}",
            message="the words of an opinion never change",
        ),
        refuse("intake_opinion", "opinion_no_delete", "DELETE", message="an opinion is never deleted"),
    ]
