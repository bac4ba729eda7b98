"""The doctor knows how much room sessions take and whether there is as much."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reelpulse.core.frame import Box, Reading, SeatReading, ShowPosition, StageDurations
from reelpulse.core.quality import FaceQuality
from reelpulse.core.session import Session, SessionState
from reelpulse.doctor.finding import State
from reelpulse.doctor.space import check_space, session_bytes
from reelpulse.settings import Settings
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.texts import Language


@pytest.mark.parametrize(
    ("free_bytes", "state"),
    [
        (2_000_000_000, State.OK),
        (1_999_999_999, State.WARNING),
        (200_000_000, State.WARNING),
        (199_999_999, State.FAILED),
    ],
)
def test_little_room_is_remarked_and_hardly_any_fails(
    free_bytes: int, state: State, tmp_path: Path
) -> None:
    assert check_space(Settings(data_dir=tmp_path), free_bytes).state is state


def test_it_says_what_an_hour_takes(tmp_path: Path) -> None:
    detail = check_space(Settings(data_dir=tmp_path), 12_340_000_000).detail
    assert detail.told(Language.ENGLISH) == (
        f"12.34 GB free at {tmp_path}; an hour with 8 people takes about 0.14 GB"
    )
    assert detail.told(Language.RUSSIAN) == (
        f"{tmp_path}: свободно 12,34 ГБ; час с 8 участниками занимает около 0,14 ГБ"
    )


def test_a_folder_that_does_not_exist_yet_is_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "later" / "ReelPulse"
    assert check_space(Settings(data_dir=folder), 10**10).state is State.OK
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_fails(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    finding = check_space(Settings(data_dir=in_the_way / "ReelPulse"))
    assert finding.state is State.FAILED
    told = finding.detail.told(Language.ENGLISH)
    assert told.startswith(f"{in_the_way} cannot be written to: ")


@pytest.mark.parametrize("people", [1, 8])
def test_the_room_a_session_takes_is_what_the_real_data_base_takes(
    people: int, tmp_path: Path
) -> None:
    frames = 3000
    path = tmp_path / "reelpulse.db"
    database = Database(path)
    store = SessionStore(database)
    session = store.create_session(_session())
    store.add_readings(session.session_id, [_reading(number, people) for number in range(frames)])
    database.close()
    expected = session_bytes(people=people, duration_s=frames / 15, frame_rate_hz=15)
    assert path.stat().st_size == pytest.approx(expected, rel=0.15)


def _session() -> Session:
    return Session(
        session_id=0,
        title="Room",
        state=SessionState.RUNNING,
        created_unix_ms=0,
        clock_name="perf_counter_ns",
        clock_anchor_ns=0,
        ads=(),
        exposures=(),
        models=(),
        provider="CPUExecutionProvider",
    )


def _reading(number: int, people: int) -> Reading:
    at_ns = 10**15 + number * 66_666_667
    return Reading(
        source="Webcam",
        sequence=number,
        captured_at_ns=at_ns,
        received_at_ns=at_ns,
        published_at_ns=at_ns,
        show=ShowPosition(scene="Ad 1", exposure_id=None, ad_id=None, ad_position_ms=number * 66),
        width_px=1280,
        height_px=720,
        seats=tuple(_seat(seat) for seat in range(1, people + 1)),
        durations=StageDurations(decode_ns=1, detect_ns=1, landmarks_ns=1, emotions_ns=1),
    )


def _seat(seat: int) -> SeatReading:
    figures = random.Random(seat)  # noqa: S311  (no secret)
    return SeatReading(
        seat=seat,
        box=Box(
            left_px=figures.random(),
            top_px=figures.random(),
            width_px=figures.random(),
            height_px=figures.random(),
        ),
        detection_score=figures.random(),
        presence=figures.random(),
        probabilities=tuple(figures.random() for _ in range(7)),
        corrected=tuple(figures.random() for _ in range(7)),
        quality=FaceQuality(**{name: figures.random() for name in FaceQuality.__slots__}),
        attentive=True,
        talking=False,
        grade=figures.random(),
    )
