"""Database triggers that make rows append-only, the same on SQLite and PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _create(
    schema_editor: BaseDatabaseSchemaEditor, table: str, name: str, when: str, condition: str, message: str
) -> None:
    quote = schema_editor.quote_name
    if schema_editor.connection.vendor == "sqlite":
        clause = f"WHEN {condition} " if condition else ""
        schema_editor.execute(
            f"CREATE TRIGGER {quote(name)} BEFORE {when} ON {quote(table)} {clause}BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    clause = f"WHEN ({condition}) " if condition else ""
    schema_editor.execute(
        f"CREATE FUNCTION {quote(name)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message}'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {quote(name)} BEFORE {when} ON {quote(table)} FOR EACH ROW {clause}EXECUTE FUNCTION {quote(name)}()"
    )


def _drop(schema_editor: BaseDatabaseSchemaEditor, table: str, name: str) -> None:
    quote = schema_editor.quote_name
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {quote(name)}")
        return
    schema_editor.execute(f"DROP TRIGGER {quote(name)} ON {quote(table)}")
    schema_editor.execute(f"DROP FUNCTION {quote(name)}()")


def refuse(table: str, name: str, when: str, *, condition: str = "", message: str) -> migrations.RunPython:
    """Return a migration step: `when` (UPDATE or DELETE) on `table` is refused where the SQL `condition` holds.

    The condition may use OLD and NEW and must be valid on both databases.
    """
    return migrations.RunPython(
        lambda apps, editor: _create(editor, table, name, when, condition, message),
        lambda apps, editor: _drop(editor, table, name),
    )
