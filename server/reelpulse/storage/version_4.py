"""From schema version 3 to 4: how the ad's position of each frame was found.

The statements are written out, because `tables.py` goes on changing and this step must not.
"""

from __future__ import annotations

from typing import Final

import peewee

_STATEMENTS: Final = (
    """ALTER TABLE "frame" ADD COLUMN "ad_position_by" TEXT NOT NULL DEFAULT 'player'""",
    'ALTER TABLE "frame" ADD COLUMN "ad_lead_ms" INTEGER',
    'ALTER TABLE "frame" ADD COLUMN "camera_delay_ms" INTEGER',
)


def to_version_4(sqlite: peewee.SqliteDatabase) -> None:
    """Change the schema; positions of before are what the player said."""
    for statement in _STATEMENTS:
        sqlite.execute_sql(statement)
