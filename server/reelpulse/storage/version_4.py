"""From schema version 3 to 4: sessions that are measured from films, and labels coded by people.

The statements are written out, because `tables.py` goes on changing and this step must not.
"""

from __future__ import annotations

from typing import Final

import peewee

_STATEMENTS: Final = (
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
)


def to_version_4(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; every session of before was measured live."""
    for statement in _STATEMENTS:
        sqlite.execute_sql(statement)
