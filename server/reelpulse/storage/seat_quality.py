"""How each seat of a session was seen: in the frames of its ads and in the neutral scene."""

from __future__ import annotations

from reelpulse.core.metrics.bases import SeatBaseline
from reelpulse.core.metrics.seat_grades import SeenFrames
from reelpulse.storage.database import Database

_AD_FRAMES = """
    FROM frame f JOIN exposure e ON e.id = f.exposure_id AND e.started_at_ns IS NOT NULL"""
_IN_ADS = "WHERE f.session_id = ? AND f.ad_position_ms IS NOT NULL"


def seen_frames(database: Database, session_id: int) -> tuple[SeenFrames, ...]:
    """By showing and seat; nothing of sessions that were kept before frames had a grade."""
    frames = {
        (exposure_id, source): count
        for exposure_id, source, count in database.rows(
            f"SELECT f.exposure_id, f.source, count(*) {_AD_FRAMES} {_IN_ADS} GROUP BY 1, 2",
            session_id,
        )
    }
    rows = database.rows(
        f"""SELECT f.exposure_id, f.source, r.seat, count(*), sum(r.valid), sum(r.grade),
                   count(r.talking), sum(coalesce(r.talking, 0))
            {_AD_FRAMES} JOIN reading r ON r.frame_id = f.id
            {_IN_ADS} AND r.grade IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 3""",
        session_id,
    )
    return tuple(
        SeenFrames(
            exposure_id=exposure_id,
            seat=seat,
            frames=frames[exposure_id, source],
            found=found,
            valid=valid,
            grade_total=total,
            listened=listened,
            talking=talking,
        )
        for exposure_id, source, seat, found, valid, total, listened, talking in rows
    )


def seat_baselines(database: Database, session_id: int) -> tuple[SeatBaseline, ...]:
    """Everybody measured during ads, by seat, with their readings in the neutral scene."""
    in_scene = dict(
        database.rows(
            """SELECT r.seat, count(*)
               FROM baseline_window b
               JOIN frame f ON f.session_id = b.session_id AND f.exposure_id IS NULL
                AND f.captured_at_ns >= b.started_at_ns AND f.captured_at_ns < b.ended_at_ns
               JOIN reading r ON r.frame_id = f.id AND r.valid
               WHERE b.session_id = ? GROUP BY r.seat""",
            session_id,
        )
    )
    rows = database.rows(
        f"""SELECT r.seat, count(r.corrected_neutral), count(*)
            {_AD_FRAMES} JOIN reading r ON r.frame_id = f.id AND r.valid
            {_IN_ADS} GROUP BY r.seat ORDER BY r.seat""",
        session_id,
    )
    return tuple(
        SeatBaseline(
            seat=seat,
            scene_readings=in_scene.get(seat, 0),
            corrected_readings=corrected,
            ad_readings=readings,
        )
        for seat, corrected, readings in rows
    )
