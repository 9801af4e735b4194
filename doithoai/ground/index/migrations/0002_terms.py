"""The words of the index: FTS5 without content on SQLite, a tsvector with its GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE index_terms USING fts5("
    "terms, content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '_:'\")",
)
POSTGRES = (
    "CREATE TABLE index_terms (id bigint PRIMARY KEY, terms tsvector NOT NULL)",
    # Lexemes without places are short: kept in the row, a scan by number need not look elsewhere for them.
    "ALTER TABLE index_terms ALTER COLUMN terms SET STORAGE MAIN",
    "CREATE INDEX index_terms_gin ON index_terms USING gin (terms)",
)


def lay(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def lift(apps, schema_editor):
    schema_editor.execute("DROP TABLE index_terms")


class Migration(migrations.Migration):
    dependencies = [("index", "0001_initial")]

    operations = [migrations.RunPython(lay, lift)]
