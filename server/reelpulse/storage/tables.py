"""The tables of schema version 5; `tests/storage/golden/schema.sql` holds them to it."""

from __future__ import annotations

from typing import Final

import peewee
from playhouse.shortcuts import ThreadSafeDatabaseMetadata

SCHEMA_VERSION: Final = 5


class Table(peewee.Model):
    """Common ground of all tables; `database.py` binds them for the length of a transaction."""

    class Meta:
        """SQLite itself refuses values of the wrong type.

        Each thread binds the tables for itself: figures are read beside a running show through a
        connection of their own, and neither may take or end the other's.
        """

        strict_tables = True
        model_metadata_class = ThreadSafeDatabaseMetadata


class SessionRow(Table):
    """One focus group; its number is never given to another one."""

    id = peewee.AutoField(constraints=[peewee.SQL("AUTOINCREMENT")])
    title = peewee.TextField()
    state = peewee.TextField()
    created_unix_ms = peewee.BigIntegerField()
    clock_name = peewee.TextField()
    clock_anchor_ns = peewee.BigIntegerField()
    provider = peewee.TextField()
    settings_json = peewee.TextField()
    frames_received = peewee.IntegerField(null=True)
    frames_replaced = peewee.IntegerField(null=True)
    buffer_ms = peewee.IntegerField()
    recorded = peewee.BooleanField()
    people = peewee.IntegerField(null=True)
    readings = peewee.IntegerField(null=True)
    baseline_ms = peewee.IntegerField(constraints=[peewee.SQL("DEFAULT 0")])

    class Meta:
        """Plain singular name."""

        table_name = "session"


class SessionModelRow(Table):
    """Which net measured a session."""

    session = peewee.ForeignKeyField(SessionRow, backref="models", on_delete="CASCADE")
    role = peewee.TextField()
    name = peewee.TextField()
    sha256 = peewee.TextField()

    class Meta:
        """One net per role and session."""

        table_name = "session_model"
        primary_key = peewee.CompositeKey("session", "role")


class AdRow(Table):
    """One ad of a session's plan, in order."""

    session = peewee.ForeignKeyField(SessionRow, backref="ads", on_delete="CASCADE")
    place = peewee.IntegerField()
    ad_id = peewee.TextField()
    title = peewee.TextField()
    path = peewee.TextField()
    sha256 = peewee.TextField()
    duration_ms = peewee.IntegerField()
    width_px = peewee.IntegerField()
    height_px = peewee.IntegerField()
    frame_rate_hz = peewee.DoubleField()

    class Meta:
        """An ad may stand in a plan more than once."""

        table_name = "ad"
        primary_key = peewee.CompositeKey("session", "place")


class ExposureRow(Table):
    """One showing of one ad; all times on the session's clock."""

    id = peewee.AutoField()
    session = peewee.ForeignKeyField(SessionRow, backref="exposures", on_delete="CASCADE")
    ad_id = peewee.TextField()
    planned_at_ns = peewee.BigIntegerField()
    started_at_ns = peewee.BigIntegerField(null=True)
    ended_at_ns = peewee.BigIntegerField(null=True)
    ended_how = peewee.TextField(null=True)

    class Meta:
        """Plain singular name."""

        table_name = "exposure"


class ExposurePauseRow(Table):
    """A time during which an ad stood still, on the session's clock."""

    exposure = peewee.ForeignKeyField(ExposureRow, backref="pauses", on_delete="CASCADE")
    paused_at_ns = peewee.BigIntegerField()
    resumed_at_ns = peewee.BigIntegerField(null=True)

    class Meta:
        """An ad may be held more than once."""

        table_name = "exposure_pause"
        primary_key = peewee.CompositeKey("exposure", "paused_at_ns")


class BaselineWindowRow(Table):
    """A time in which the room saw the neutral scene, on the session's clock."""

    session = peewee.ForeignKeyField(SessionRow, backref="baselines", on_delete="CASCADE")
    started_at_ns = peewee.BigIntegerField()
    ended_at_ns = peewee.BigIntegerField()

    class Meta:
        """A session that went on after a break may have several."""

        table_name = "baseline_window"
        primary_key = peewee.CompositeKey("session", "started_at_ns")


class RecordingRow(Table):
    """One file of the programme that OBS recorded; times on the session's clock."""

    session = peewee.ForeignKeyField(SessionRow, backref="recordings", on_delete="CASCADE")
    started_at_ns = peewee.BigIntegerField()
    stopped_at_ns = peewee.BigIntegerField(null=True)
    path = peewee.TextField(null=True)

    class Meta:
        """A session that went on after a break may have several."""

        table_name = "recording"
        primary_key = peewee.CompositeKey("session", "started_at_ns")


class AnalysisRow(Table):
    """What a session that was measured from a film comes from, and how far it is."""

    session = peewee.ForeignKeyField(SessionRow, primary_key=True, on_delete="CASCADE")
    fingerprint = peewee.TextField()
    from_session = peewee.IntegerField(null=True)
    of_whole_film = peewee.BooleanField()
    checkpoint = peewee.BlobField(null=True)

    class Meta:
        """Plain singular name."""

        table_name = "analysis"


class LabelRow(Table):
    """What a person coded of one seat for some time of one showing, on the ad's timecode."""

    session = peewee.ForeignKeyField(SessionRow, backref="labels", on_delete="CASCADE")
    coder = peewee.TextField()
    exposure = peewee.ForeignKeyField(ExposureRow, on_delete="CASCADE")
    seat = peewee.IntegerField()
    from_ms = peewee.IntegerField()
    to_ms = peewee.IntegerField()
    emotion = peewee.TextField()

    class Meta:
        """A coder begins one label of a seat at a time."""

        table_name = "label"
        primary_key = peewee.CompositeKey("session", "coder", "exposure", "seat", "from_ms")


class FrameRow(Table):
    """One measured webcam frame, also when nobody was found in it."""

    id = peewee.AutoField()
    session = peewee.ForeignKeyField(SessionRow, backref="frames", on_delete="CASCADE")
    exposure = peewee.ForeignKeyField(ExposureRow, null=True, on_delete="CASCADE")
    source = peewee.TextField()
    sequence = peewee.IntegerField()
    scene = peewee.TextField()
    ad_position_ms = peewee.IntegerField(null=True)
    captured_at_ns = peewee.BigIntegerField()
    received_at_ns = peewee.BigIntegerField()
    published_at_ns = peewee.BigIntegerField()
    width_px = peewee.IntegerField()
    height_px = peewee.IntegerField()
    ad_position_settled = peewee.BooleanField(constraints=[peewee.SQL("DEFAULT 1")])
    ad_position_by = peewee.TextField(constraints=[peewee.SQL("DEFAULT 'player'")])
    ad_lead_ms = peewee.IntegerField(null=True)
    camera_delay_ms = peewee.IntegerField(null=True)

    class Meta:
        """Plain singular name."""

        table_name = "frame"


class ReadingRow(Table):
    """What was measured of one seat in one frame: probabilities, box and quality."""

    frame = peewee.ForeignKeyField(FrameRow, backref="readings", on_delete="CASCADE")
    seat = peewee.IntegerField()
    anger = peewee.DoubleField()
    disgust = peewee.DoubleField()
    fear = peewee.DoubleField()
    happiness = peewee.DoubleField()
    sadness = peewee.DoubleField()
    surprise = peewee.DoubleField()
    neutral = peewee.DoubleField()
    left_px = peewee.DoubleField()
    top_px = peewee.DoubleField()
    width_px = peewee.DoubleField()
    height_px = peewee.DoubleField()
    detection_score = peewee.DoubleField()
    presence = peewee.DoubleField()
    valid = peewee.BooleanField(constraints=[peewee.SQL("DEFAULT 1")])
    unmeasurable = peewee.TextField(null=True)
    yaw_deg = peewee.DoubleField(null=True)
    pitch_deg = peewee.DoubleField(null=True)
    roll_deg = peewee.DoubleField(null=True)
    eye_openness = peewee.DoubleField(null=True)
    brightness = peewee.DoubleField(null=True)
    sharpness = peewee.DoubleField(null=True)
    attentive = peewee.BooleanField(null=True)
    corrected_anger = peewee.DoubleField(null=True)
    corrected_disgust = peewee.DoubleField(null=True)
    corrected_fear = peewee.DoubleField(null=True)
    corrected_happiness = peewee.DoubleField(null=True)
    corrected_sadness = peewee.DoubleField(null=True)
    corrected_surprise = peewee.DoubleField(null=True)
    corrected_neutral = peewee.DoubleField(null=True)
    grade = peewee.DoubleField(null=True)
    mouth_openness = peewee.DoubleField(null=True)
    talking = peewee.BooleanField(null=True)
    mouth_contrast = peewee.DoubleField(null=True)
    eye_contrast = peewee.DoubleField(null=True)

    class Meta:
        """A seat is measured once in a frame."""

        table_name = "reading"
        primary_key = peewee.CompositeKey("frame", "seat")


class ClockOffsetRow(Table):
    """One measurement of a sender's clock against the server's."""

    id = peewee.AutoField()
    session = peewee.ForeignKeyField(SessionRow, backref="clock_offsets", on_delete="CASCADE")
    sender = peewee.TextField()
    measured_at_ns = peewee.BigIntegerField()
    offset_ns = peewee.BigIntegerField()
    round_trip_ns = peewee.BigIntegerField()

    class Meta:
        """Plain singular name."""

        table_name = "clock_offset"


class SeatRow(Table):
    """What the moderator noted of one seat."""

    session = peewee.ForeignKeyField(SessionRow, backref="seats", on_delete="CASCADE")
    seat = peewee.IntegerField()
    name = peewee.TextField(null=True)
    confirmed = peewee.BooleanField()
    merged_into = peewee.IntegerField(null=True)

    class Meta:
        """A seat has one note."""

        table_name = "seat"
        primary_key = peewee.CompositeKey("session", "seat")


class MarkerRow(Table):
    """A moment that the moderator marked, on the session's clock."""

    id = peewee.AutoField()
    session = peewee.ForeignKeyField(SessionRow, backref="markers", on_delete="CASCADE")
    at_ns = peewee.BigIntegerField()
    text = peewee.TextField()

    class Meta:
        """Plain singular name."""

        table_name = "marker"


TABLES: Final = (
    SessionRow,
    SessionModelRow,
    AdRow,
    ExposureRow,
    ExposurePauseRow,
    BaselineWindowRow,
    RecordingRow,
    AnalysisRow,
    LabelRow,
    FrameRow,
    ReadingRow,
    ClockOffsetRow,
    SeatRow,
    MarkerRow,
)
