"""From schema version 3 to 4: what a moderator notes of the seats, and markers.

The statements are written out, because `tables.py` goes on changing and this step must not.
"""

from __future__ import annotations

from typing import Final

import peewee

_STATEMENTS: Final = (
    """CREATE TABLE "seat" ("session_id" INTEGER NOT NULL, "seat" INTEGER NOT NULL, \
"name" TEXT, "confirmed" INTEGER NOT NULL, "merged_into" INTEGER, \
PRIMARY KEY ("session_id", "seat"), \
FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "seatrow_session_id" ON "seat" ("session_id")',
    """CREATE TABLE "marker" ("id" INTEGER NOT NULL PRIMARY KEY, \
"session_id" INTEGER NOT NULL, "at_ns" INTEGER NOT NULL, "text" TEXT NOT NULL, \
FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "markerrow_session_id" ON "marker" ("session_id")',
)


def to_version_4(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; of the sessions of before nothing is noted."""
    for statement in _STATEMENTS:
        sqlite.execute_sql(statement)
