"""From schema version 3 to 4: the neutral scene, readings corrected by it, and grades.

The statements are written out, because `tables.py` goes on changing and this step must not.
"""

from __future__ import annotations

from typing import Final

import peewee

_STATEMENTS: Final = (
    'ALTER TABLE "session" ADD COLUMN "baseline_ms" INTEGER NOT NULL DEFAULT 0',
    """CREATE TABLE "baseline_window" ("session_id" INTEGER NOT NULL, \
"started_at_ns" INTEGER NOT NULL, "ended_at_ns" INTEGER NOT NULL, \
PRIMARY KEY ("session_id", "started_at_ns"), \
FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "baselinewindowrow_session_id" ON "baseline_window" ("session_id")',
    'ALTER TABLE "reading" ADD COLUMN "corrected_anger" REAL',
    'ALTER TABLE "reading" ADD COLUMN "corrected_disgust" REAL',
    'ALTER TABLE "reading" ADD COLUMN "corrected_fear" REAL',
    'ALTER TABLE "reading" ADD COLUMN "corrected_happiness" REAL',
    'ALTER TABLE "reading" ADD COLUMN "corrected_sadness" REAL',
    'ALTER TABLE "reading" ADD COLUMN "corrected_surprise" REAL',
    'ALTER TABLE "reading" ADD COLUMN "corrected_neutral" REAL',
    'ALTER TABLE "reading" ADD COLUMN "grade" REAL',
    'ALTER TABLE "reading" ADD COLUMN "mouth_openness" REAL',
    'ALTER TABLE "reading" ADD COLUMN "talking" INTEGER',
)


def to_version_4(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; sessions of before had no neutral scene, and no frame of them has a grade."""
    for statement in _STATEMENTS:
        sqlite.execute_sql(statement)
