"""From schema version 1 to 2: buffers, recordings, pauses, counts, and numbers used only once.

The statements are written out, because `tables.py` goes on changing and this step must not.
"""

from __future__ import annotations

from typing import Final

import peewee

_STATEMENTS: Final = (
    """CREATE TABLE "session_2" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, \
"title" TEXT NOT NULL, "state" TEXT NOT NULL, "created_unix_ms" INTEGER NOT NULL, \
"clock_name" TEXT NOT NULL, "clock_anchor_ns" INTEGER NOT NULL, "provider" TEXT NOT NULL, \
"settings_json" TEXT NOT NULL, "frames_received" INTEGER, "frames_replaced" INTEGER, \
"buffer_ms" INTEGER NOT NULL, "recorded" INTEGER NOT NULL, "people" INTEGER, \
"readings" INTEGER) STRICT""",
    """INSERT INTO session_2
       SELECT s.id, s.title, s.state, s.created_unix_ms, s.clock_name, s.clock_anchor_ns,
              s.provider, s.settings_json, s.frames_received, s.frames_replaced, 1000, 0,
              (SELECT count(DISTINCT r.seat) FROM frame f JOIN reading r ON r.frame_id = f.id
               JOIN exposure e ON e.id = f.exposure_id
               WHERE f.session_id = s.id AND e.started_at_ns IS NOT NULL),
              (SELECT count(*) FROM frame f JOIN reading r ON r.frame_id = f.id
               WHERE f.session_id = s.id)
       FROM session s""",
    "UPDATE session_2 SET people = NULL, readings = NULL WHERE state IN ('ready', 'running')",
    "DROP TABLE session",
    "ALTER TABLE session_2 RENAME TO session",
    """CREATE TABLE "exposure_pause" ("exposure_id" INTEGER NOT NULL, \
"paused_at_ns" INTEGER NOT NULL, "resumed_at_ns" INTEGER, \
PRIMARY KEY ("exposure_id", "paused_at_ns"), \
FOREIGN KEY ("exposure_id") REFERENCES "exposure" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "exposurepauserow_exposure_id" ON "exposure_pause" ("exposure_id")',
    """CREATE TABLE "recording" ("session_id" INTEGER NOT NULL, \
"started_at_ns" INTEGER NOT NULL, "stopped_at_ns" INTEGER, "path" TEXT, \
PRIMARY KEY ("session_id", "started_at_ns"), \
FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "recordingrow_session_id" ON "recording" ("session_id")',
    'ALTER TABLE "frame" ADD COLUMN "ad_position_settled" INTEGER NOT NULL DEFAULT 1',
)


def to_version_2(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; every session of before had a buffer of a second and no recording."""
    for statement in _STATEMENTS:
        sqlite.execute_sql(statement)
