"""From schema version 4 to 5: how far mouth and eyes stand out, where something may cover them.

The statements are written out, because `tables.py` goes on changing and this step must not.
"""

from __future__ import annotations

from typing import Final

import peewee

_STATEMENTS: Final = (
    'ALTER TABLE "reading" ADD COLUMN "mouth_contrast" REAL',
    'ALTER TABLE "reading" ADD COLUMN "eye_contrast" REAL',
)


def to_version_5(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; of readings of before it is unknown, and they count as they did."""
    for statement in _STATEMENTS:
        sqlite.execute_sql(statement)
