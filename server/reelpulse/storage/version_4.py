"""From schema version 3 to 4: neutral scene, grades, notes of seats, markers, and films measured afterwards.

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
    """CREATE TABLE "seat" ("session_id" INTEGER NOT NULL, "seat" INTEGER NOT NULL, \
"name" TEXT, "confirmed" INTEGER NOT NULL, "merged_into" INTEGER, \
PRIMARY KEY ("session_id", "seat"), \
FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "seatrow_session_id" ON "seat" ("session_id")',
    """CREATE TABLE "marker" ("id" INTEGER NOT NULL PRIMARY KEY, \
"session_id" INTEGER NOT NULL, "at_ns" INTEGER NOT NULL, "text" TEXT NOT NULL, \
FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "markerrow_session_id" ON "marker" ("session_id")',
    """CREATE TABLE "analysis" ("session_id" INTEGER NOT NULL PRIMARY KEY, \
"fingerprint" TEXT NOT NULL, "from_session" INTEGER, "of_whole_film" INTEGER NOT NULL, \
"checkpoint" BLOB, \
FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT""",
    """CREATE TABLE "label" ("session_id" INTEGER NOT NULL, "coder" TEXT NOT NULL, \
"exposure_id" INTEGER NOT NULL, "seat" INTEGER NOT NULL, "from_ms" INTEGER NOT NULL, \
"to_ms" INTEGER NOT NULL, "emotion" TEXT NOT NULL, \
PRIMARY KEY ("session_id", "coder", "exposure_id", "seat", "from_ms"), \
FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE, \
FOREIGN KEY ("exposure_id") REFERENCES "exposure" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "labelrow_session_id" ON "label" ("session_id")',
    'CREATE INDEX "labelrow_exposure_id" ON "label" ("exposure_id")',
    """ALTER TABLE "frame" ADD COLUMN "ad_position_by" TEXT NOT NULL DEFAULT 'player'""",
    'ALTER TABLE "frame" ADD COLUMN "ad_lead_ms" INTEGER',
    'ALTER TABLE "reading" ADD COLUMN "mouth_openness" REAL',
    'ALTER TABLE "reading" ADD COLUMN "talking" INTEGER',
    'ALTER TABLE "frame" ADD COLUMN "camera_delay_ms" INTEGER',
)


def to_version_4(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; sessions of before were measured live, with no neutral scene, grade or note."""
    for statement in _STATEMENTS:
        sqlite.execute_sql(statement)
