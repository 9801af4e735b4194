"""On PostgreSQL a word stands in the index at once: a list of pending words would be read through by every question."""

from django.db import migrations

POSTGRES = (
    "ALTER INDEX index_terms_gin SET (fastupdate = off)",
    "SELECT gin_clean_pending_list('index_terms_gin')",
    # What was replaced goes before it is a fifth of a large archive.
    "ALTER TABLE index_terms SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1)",
)


def lay(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("index", "0003_digest")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
