"""The table refuses UPDATE, DELETE and TRUNCATE, and an INSERT that does not follow the last entry.

The check on INSERT is also what stops SQLite's ``INSERT OR REPLACE``, which deletes without firing DELETE triggers.
"""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'the ledger only grows: no entry is changed'); END""",
    """CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'the ledger only grows: no entry is deleted'); END""",
    """CREATE TRIGGER ledger_entry_follows BEFORE INSERT ON ledger_entry
    WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM ledger_entry)
    BEGIN SELECT RAISE(ABORT, 'the ledger only grows: an entry takes the next number'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_entry_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger only grows: no entry is changed or deleted' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_only_grows()""",
    """CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_only_grows()""",
    """CREATE FUNCTION ledger_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM ledger_entry) THEN
            RAISE EXCEPTION 'the ledger only grows: an entry takes the next number' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER ledger_entry_follows BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_follows()""",
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER ledger_entry_no_update",
        "DROP TRIGGER ledger_entry_no_delete",
        "DROP TRIGGER ledger_entry_follows",
    ],
    "postgresql": [
        "DROP TRIGGER ledger_entry_no_update ON ledger_entry",
        "DROP TRIGGER ledger_entry_no_truncate ON ledger_entry",
        "DROP TRIGGER ledger_entry_follows ON ledger_entry",
        "DROP FUNCTION ledger_entry_only_grows()",
        "DROP FUNCTION ledger_entry_follows()",
    ],
}


def install(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(install, drop)]
