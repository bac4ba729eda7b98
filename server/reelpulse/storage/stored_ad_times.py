"""Reads how the ad's position was found in the frames of a session's showings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from reelpulse.core.ad_times import AdTimes
from reelpulse.core.frame import AdPositionBy
from reelpulse.storage.database import Database

_Row = tuple[int, str, str, int, int, int | None]
"""Exposure, ad, how it was found, whether settled, lead, the camera's delay."""


def stored_ad_times(database: Database, session_id: int) -> tuple[AdTimes, ...]:
    """One for each showing by a player with a cursor, in their order; called from the storage thread."""
    rows = database.rows(
        """SELECT f.exposure_id, e.ad_id, f.ad_position_by, f.ad_position_settled, f.ad_lead_ms,
                  f.camera_delay_ms
           FROM frame f JOIN exposure e ON e.id = f.exposure_id AND e.started_at_ns IS NOT NULL
           WHERE f.session_id = ? AND f.ad_position_ms IS NOT NULL AND f.ad_lead_ms IS NOT NULL
           ORDER BY f.exposure_id""",
        session_id,
    )
    return tuple(_of_showing(list(group)) for _, group in groupby(rows, key=lambda row: row[0]))


def _of_showing(rows: Sequence[_Row]) -> AdTimes:
    found = [row[2] for row in rows]
    measured = {AdPositionBy.PICTURE, AdPositionBy.LEAD}
    leads_ms = [row[4] for row in rows if row[2] in measured]
    low, high = np.percentile(leads_ms, [5, 95]) if leads_ms else (0.0, 0.0)
    return AdTimes(
        exposure_id=rows[0][0],
        ad_id=rows[0][1],
        frames=len(rows),
        by_picture=found.count(AdPositionBy.PICTURE),
        by_lead=found.count(AdPositionBy.LEAD),
        by_set_up=found.count(AdPositionBy.SET_UP),
        unsettled=sum(not row[3] for row in rows),
        lead_ms=float(np.median(leads_ms)) if leads_ms else None,
        lead_range_ms=(float(low), float(high)) if leads_ms else None,
        camera_delay_ms=next((row[5] for row in rows if row[5] is not None), None),
    )
