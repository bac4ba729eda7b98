"""`reelpulse analyse` measures a video or a recorded session, and says what it lacks."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path

import av
import av.video
import cv2
import filelock
import numpy as np
import numpy.typing as npt
import pytest
from skimage import data
from tests.reports.videos import make_video
from tests.storage.sessions import ad, begin, reading, session

from reelpulse.commands.analyse import milliseconds, region
from reelpulse.commands.line import run
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.show import ShowFigures
from reelpulse.core.session import ExposureEnd, FilmOrigin, Recording, Session, SessionState
from reelpulse.errors import SettingsError
from reelpulse.media.films import Region
from reelpulse.obs.stage import Canvas
from reelpulse.obs.webcam_place import webcam_place
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

FRAMES_PER_S = 15
WEBCAM_PX = (320, 180)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def webcam_picture() -> npt.NDArray[np.uint8]:
    """One smiling face, 320 by 180 pixels."""
    portrait = data.astronaut()[:300, 100:400]  # type: ignore[no-untyped-call]
    face = cv2.resize(portrait, (180, 180), interpolation=cv2.INTER_AREA)
    picture = np.full((WEBCAM_PX[1], WEBCAM_PX[0], 3), 90, np.uint8)
    picture[:, 70:250] = face
    return picture


def film_of(picture: npt.NDArray[np.uint8], path: Path, *, seconds: float) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_S)
        assert isinstance(stream, av.video.VideoStream)
        stream.height, stream.width = picture.shape[:2]
        stream.pix_fmt = "yuv420p"
        for number in range(round(seconds * FRAMES_PER_S)):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_S)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def stored(data_dir: Path, number: int) -> tuple[Session, ShowFigures]:
    database = Database(data_dir / "reelpulse.db")
    library = StoredSessions(database)
    found = library.session(number), library.figures(number, MetricRules())
    database.close()
    return found


def test_a_video_with_an_ad_becomes_a_session_once(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = film_of(webcam_picture(), tmp_path / "group.mp4", seconds=3)
    shown = make_video(tmp_path / "tea.mp4", frames=25)
    arguments = ["analyse", str(film), "--ad", str(shown), "0:01.5", "--data-dir", str(data_dir)]
    assert run(arguments) == 0
    assert "Session 1: 45 pictures, 1 seats during ads, 43 readings" in capsys.readouterr().out
    made, figures = stored(data_dir, 1)
    assert (made.title, made.state) == ("group, measured from the film", SessionState.FINISHED)
    assert made.exposures[0].started_at_ns == 1_500_000_000
    assert figures.ads[0].curve.people.tolist() == [1]
    assert run(arguments) == 0
    assert "This was measured before: session 1." in capsys.readouterr().out
    assert run([*arguments, "--anew", "--title", "{Second}"]) == 0
    assert stored(data_dir, 2)[0].title == "{Second}"


def recorded(data_dir: Path, recording: Path, *, webcams: int = 1) -> int:
    """A session that was measured live and recorded; an ad ran from second 1 to second 3."""
    database = Database(data_dir / "reelpulse.db")
    store = SessionStore(database)
    number = store.create_session(session(ad("a", duration_ms=2000))).session_id
    exposure = begin(store, number, "a", started_at_ns=51_000_000_000)
    store.end_exposure(
        dataclasses.replace(exposure, ended_at_ns=53_000_000_000, ended_how=ExposureEnd.PLAYED)
    )
    store.keep_recording(number, Recording(started_at_ns=50_000_000_000, path=recording))
    for webcam in range(webcams):
        live = reading(1, exposure_id=None, position_ms=None)
        store.add_readings(number, [dataclasses.replace(live, source=f"cam {webcam}")])
    store.set_state(number, SessionState.FINISHED)
    database.close()
    return number


def test_a_recorded_session_is_measured_where_the_set_up_puts_the_webcam(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    programme = np.full((720, 1280, 3), 60, np.uint8)
    programme[40:220, 40:360] = webcam_picture()  # the ad shows a face as well
    place = webcam_place(Canvas(width_px=1280, height_px=720), shape=16 / 9)
    bottom, right = place.top_px + place.height_px, place.left_px + place.width_px
    programme[place.top_px : bottom, place.left_px : right] = webcam_picture()
    number = recorded(data_dir, film_of(programme, tmp_path / "show.mkv", seconds=4))
    assert run(["analyse", str(number), "--data-dir", str(data_dir)]) == 0
    assert "Looking at 320×180 pixels from 934,514 of show.mkv" in capsys.readouterr().out
    made, figures = stored(data_dir, number + 1)
    assert made.film == FilmOrigin(from_session=number, of_whole_film=False)
    assert (figures.people, figures.ads[0].curve.people.tolist()) == (1, [1, 1])
    moved = (tmp_path / "show.mkv").rename(tmp_path / "moved.mkv")
    assert run(["analyse", str(number), "--data-dir", str(data_dir)]) == 1
    assert "show.mkv: there is no such file." in capsys.readouterr().err
    again = ["analyse", str(moved), "--session", str(number), "--data-dir", str(data_dir)]
    assert run(again) == 0
    assert "This was measured before" in capsys.readouterr().out


def test_where_the_webcam_s_place_is_not_known_it_is_asked_for(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = film_of(webcam_picture(), tmp_path / "show.mkv", seconds=1)
    number = recorded(data_dir, film, webcams=2)
    assert run(["analyse", str(number), "--data-dir", str(data_dir)]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "2 webcams were measured live" in told
    assert "recording's 320×180 with --crop left,top,width,height" in told
    arguments = ["analyse", str(number), "--crop", "60,0,200,180", "--data-dir", str(data_dir)]
    assert run(arguments) == 0


def test_faces_that_are_too_small_to_count_are_told(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = np.full((180, 320, 3), 90, np.uint8)
    small[60:126, 100:217] = cv2.resize(webcam_picture(), (117, 66), interpolation=cv2.INTER_AREA)
    film = film_of(small, tmp_path / "far.mp4", seconds=1)
    assert run(["analyse", str(film), "--data-dir", str(data_dir)]) == 0
    assert "Of these, 13 (100%) do not count and are in no figure: too far away 13." in (
        capsys.readouterr().out
    )


def test_nobody_in_the_film_is_told_with_what_may_be_wrong(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = make_video(tmp_path / "empty.mp4", frames=25)
    assert run(["analyse", str(film), "--data-dir", str(data_dir)]) == 0
    assert "Nobody was found in the pictures." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gone.mp4"], "gone.mp4: there is no such file. Check the path of the film."),
        (["77"], "There is no session 77."),
        (["gone.mp4", "--ad", "tea.mp4", "soon"], "“soon” is no moment in a film."),
        (["gone.mp4", "--crop", "1,2,3"], "--crop is “1,2,3”; write four whole numbers"),
        (["gone.mp4", "--rate", "0"], "--rate is 0.0; it must lie between 0.2 and 60"),
        (["3", "--session", "3"], "Give the number of a session once"),
    ],
)
def test_what_cannot_be_measured_is_told_before_any_net_is_loaded(
    arguments: list[str], words: str, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["analyse", *arguments, "--data-dir", str(data_dir)]) == 1
    assert words in " ".join(capsys.readouterr().err.split())


def test_a_second_analysis_in_one_folder_waits_for_the_first(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir.mkdir()
    with filelock.FileLock(data_dir / "analyse.lock"):
        assert run(["analyse", "x.mp4", "--data-dir", str(data_dir)]) == 1
    assert "Another analysis runs with the folder" in capsys.readouterr().err


def test_moments_are_seconds_minutes_or_hours() -> None:
    found = [milliseconds(text) for text in ("7", "65.25", "1:05.25", "1:00:00", "0:00:00.5")]
    assert found == [7000, 65_250, 65_250, 3_600_000, 500]
    for text in ("", "1:", "-3", "1:2:3:4", "soon"):
        with pytest.raises(SettingsError):
            milliseconds(text)


def test_a_region_is_four_whole_numbers() -> None:
    assert region("1, 2,30,40") == Region(left_px=1, top_px=2, width_px=30, height_px=40)
    for text in ("1,2,3", "a,b,c,d", "-1,2,3,4", "1,2,3,4.5"):
        with pytest.raises(SettingsError):
            region(text)
