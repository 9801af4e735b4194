"""Who spoke in public stands with the opinion alone: erasing the identity there must leave no copy here."""

from django.db import migrations


def clear(apps, schema_editor):
    apps.get_model("hall", "RegisterEntry").objects.filter(opinion__isnull=False).exclude(speaker="").update(speaker="")


class Migration(migrations.Migration):
    dependencies = [("hall", "0001_initial")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
