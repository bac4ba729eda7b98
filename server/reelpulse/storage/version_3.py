"""From schema version 2 to 3: how well each face was seen, and whether it counts.

The statements are written out, because `tables.py` goes on changing and this step must not.
"""

from __future__ import annotations

from typing import Final

import peewee

_COLUMNS: Final = (
    '"valid" INTEGER NOT NULL DEFAULT 1',
    '"unmeasurable" TEXT',
    '"yaw_deg" REAL',
    '"pitch_deg" REAL',
    '"roll_deg" REAL',
    '"eye_openness" REAL',
    '"brightness" REAL',
    '"sharpness" REAL',
    '"attentive" INTEGER',
)


def to_version_3(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; readings of before count, and how well they were seen is unknown."""
    for column in _COLUMNS:
        sqlite.execute_sql(f'ALTER TABLE "reading" ADD COLUMN {column}')
