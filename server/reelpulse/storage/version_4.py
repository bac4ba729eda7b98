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
)


def to_version_4(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; every session of before was measured live."""
    for statement in _STATEMENTS:
        sqlite.execute_sql(statement)
