"""The schema is what the golden file says, so that every change of it is deliberate."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from reelpulse.storage.database import Database

GOLDEN = Path(__file__).with_name("golden") / "schema.sql"
WHAT_TO_DO = f"""
The data base's schema changed. Files of users have the old one. If the change is on purpose:
1. raise SCHEMA_VERSION in server/reelpulse/storage/tables.py,
2. add the way from the old version to UPGRADES in server/reelpulse/storage/upgrades.py,
3. make the golden file anew: delete {GOLDEN} and run this test twice.
"""


def schema_of(path: Path) -> str:
    """Everything that makes the schema, as SQL."""
    connection = sqlite3.connect(path)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        statements = connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
            "ORDER BY tbl_name, type DESC, name"
        ).fetchall()
    finally:
        connection.close()
    lines = [f"PRAGMA application_id = {application};", f"PRAGMA user_version = {version};"]
    lines += [f"{statement.replace(', ', f',{chr(10)}  ')};" for (statement,) in statements]
    return "\n".join(lines) + "\n"


def test_the_schema_is_the_golden_one(database: Database, path: Path) -> None:
    found = schema_of(path)
    if not GOLDEN.exists():
        GOLDEN.write_text(found, encoding="utf-8")
        raise AssertionError(f"{GOLDEN} was missing and is made anew. Read it, then commit it.")
    assert found == GOLDEN.read_text(encoding="utf-8"), WHAT_TO_DO


def test_the_golden_schema_can_be_read_by_sqlite_alone() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(GOLDEN.read_text(encoding="utf-8"))
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert {"session", "ad", "exposure", "frame", "reading", "clock_offset"} <= tables
