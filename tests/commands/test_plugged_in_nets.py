"""A detector and a landmark net that were plugged in measure, live and in a film."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.commands.test_analyse import film_of, stored, webcam_picture
from tests.reports.videos import make_video
from tests.vision.far_faces import room, rows_of

from reelpulse.bench.bare import BareNets, sample_pictures
from reelpulse.commands.line import run
from reelpulse.doctor.finding import State
from reelpulse.doctor.nets import check_nets
from reelpulse.settings import Settings, VisionSettings
from reelpulse.texts import Language
from reelpulse.vision.analyser import PictureAnalyser, build_analyser
from reelpulse.vision.decode import Picture

_YUNET = ("yunet-n", "face_detection_yunet_n_dynamic.onnx")
_BUNDLE = ("face-landmarker", "face_landmarker.task")

pytestmark = pytest.mark.shared_data


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def _plug_in(data_dir: Path, shared_data: Path, *nets: tuple[str, str]) -> None:
    for name, file in nets:
        given = str(shared_data / "models" / file)
        assert run(["models", "fetch", name, "--from", given, "--data-dir", str(data_dir)]) == 0
        assert run(["models", "use", name, "--data-dir", str(data_dir)]) == 0


def _analyser(data_dir: Path, **vision: str) -> PictureAnalyser:
    settings = VisionSettings(provider="cpu")
    return build_analyser(
        dataclasses.replace(settings, tiles=vision.get("tiles", settings.tiles)),
        max_picture_pixels=33_200_000,
        nets_dir=data_dir / "nets",
    )


def _frames(shared_data: Path, clip: str, *, count: int) -> list[Picture]:
    film = cv2.VideoCapture(str(shared_data / "clips" / clip))
    frames = []
    for _ in range(count):
        ok, frame = film.read()
        assert ok
        frames.append(np.ascontiguousarray(frame[..., ::-1], dtype=np.uint8))
    return frames


@pytest.mark.parametrize(
    ("nets", "names"),
    [
        ((_YUNET,), ("yunet-n", "face-mesh-192")),
        ((_BUNDLE,), ("blazeface-back-256", "face-landmarker")),
        ((_YUNET, _BUNDLE), ("yunet-n", "face-landmarker")),
    ],
    ids=["detector", "landmarks", "both"],
)
def test_two_people_are_seen_in_every_frame_where_the_shipped_nets_see_them(
    data_dir: Path,
    shared_data: Path,
    tmp_path: Path,
    nets: tuple[tuple[str, str], ...],
    names: tuple[str, str],
) -> None:
    _plug_in(data_dir, shared_data, *nets)
    plugged, shipped = _analyser(data_dir), _analyser(tmp_path / "none")
    used = [model.name.split(" ")[0] for model in plugged.identity.models]
    assert used == [*names, "emotion-reelpulse-96"]
    points_apart, read_apart = [], []
    for number, frame in enumerate(_frames(shared_data, "two_people.mp4", count=24)):
        at_ns = number * 66_000_000
        ours, theirs = (
            sorted(
                analyser.analyse_picture(frame, source="clip", at_ns=at_ns).faces,
                key=lambda face: face.box.left_px,
            )
            for analyser in (plugged, shipped)
        )
        assert len(ours) == len(theirs) == 2, number
        for one, other in zip(ours, theirs, strict=True):
            points = np.linalg.norm((one.landmarks_px - other.landmarks_px)[:, :2], axis=1)
            points_apart.append(points.mean() / other.box.height_px)
            read_apart.append(np.abs(one.probabilities - other.probabilities).sum() / 2)
    assert np.median(points_apart) < 0.05
    # Two frames of one face differ by 0.07 here (models/README.md, "Between two looks of the detector").
    assert np.median(read_apart) < 0.2


def test_people_who_sit_far_away_are_found_in_tiles_by_the_plugged_in_detector(
    data_dir: Path, shared_data: Path, tmp_path: Path
) -> None:
    from skimage import data  # noqa: PLC0415

    _plug_in(data_dir, shared_data, _YUNET)
    astronaut = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    picture = room(astronaut, rows_of(8), face_px=40)
    searching, near_only = _analyser(data_dir, tiles="on"), _analyser(data_dir, tiles="off")
    shipped = _analyser(tmp_path / "none", tiles="off")
    assert len(searching.analyse_picture(picture).faces) == 8
    assert len(near_only.analyse_picture(picture).faces) == 8
    assert len(shipped.analyse_picture(picture).faces) == 0


def test_it_finds_more_of_those_in_the_street(
    data_dir: Path, shared_data: Path, tmp_path: Path
) -> None:
    _plug_in(data_dir, shared_data, _YUNET)
    plugged, shipped = _analyser(data_dir, tiles="off"), _analyser(tmp_path / "none", tiles="off")
    frames = _frames(shared_data, "street_eight_faces.mp4", count=31)[::15]
    ours = sum(len(plugged.analyse_picture(frame).faces) for frame in frames)
    theirs = sum(len(shipped.analyse_picture(frame).faces) for frame in frames)
    assert theirs >= 3
    assert ours >= 2 * theirs


def test_a_film_is_measured_by_the_plugged_in_nets(
    data_dir: Path, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _plug_in(data_dir, shared_data, _YUNET, _BUNDLE)
    film = film_of(webcam_picture(), tmp_path / "group.mp4", seconds=3)
    shown = make_video(tmp_path / "tea.mp4", frames=25)
    capsys.readouterr()
    words = ["analyse", str(film), "--ad", str(shown), "0:01.5", "--data-dir", str(data_dir)]
    assert run(words) == 0
    assert "Session 1: 45 pictures, 1 seats during ads, 43 readings" in capsys.readouterr().out
    session, figures = stored(data_dir, 1)
    measured_by = {model.role: model for model in session.models}
    for role, (name, file) in (("detector", _YUNET), ("landmarks", _BUNDLE)):
        content = (shared_data / "models" / file).read_bytes()
        assert measured_by[role].name.startswith(f"{name} (")
        assert measured_by[role].sha256 == hashlib.sha256(content).hexdigest()
    assert figures.ads[0].curve.people.tolist() == [1]


def test_the_settings_go_before_the_landmark_net_that_was_chosen(
    data_dir: Path, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir.mkdir()
    settings = data_dir / "settings.toml"
    settings.write_text('[vision]\nlandmarks = "mediapipe"\n', encoding="utf-8")
    _plug_in(data_dir, shared_data, _BUNDLE)
    told = " ".join(capsys.readouterr().err.split())
    assert 'settings.toml says landmarks = "mediapipe", which goes before.' in told
    assert run(["models", "list", "--data-dir", str(data_dir)]) == 0
    rows = [" ".join(row.split()) for row in capsys.readouterr().out.splitlines()]
    assert "mediapipe landmarks yes settings.toml" in rows
    assert not any(re.match("(face-landmarker|face-mesh-192) landmarks yes", row) for row in rows)
    settings.write_text('[vision]\nlandmarks = "face-landmarker"\n', encoding="utf-8")
    assert run(["models", "use", "face-landmarker", "--data-dir", str(data_dir)]) == 0
    assert "face-landmarker measures from the next start" in capsys.readouterr().out


def test_the_doctor_names_the_nets_in_use_and_the_terms_of_what_does_not_ship(
    data_dir: Path, shared_data: Path
) -> None:
    _plug_in(data_dir, shared_data, _YUNET)
    finding = check_nets(nets_dir=data_dir / "nets")
    assert finding.state is State.OK
    used = finding.detail.told(Language.ENGLISH).split("in use: ")[1]
    assert used.startswith("yunet-n (faces: Apache-2.0")
    assert "Trained on WIDER FACE" in used
    assert used.endswith("face-mesh-192 (landmarks), emotion-reelpulse-96 (emotions)")


def test_a_net_that_is_not_what_its_description_says_is_refused(
    data_dir: Path, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _plug_in(data_dir, shared_data, _YUNET)
    text = (data_dir / "nets" / "yunet-n" / "spec.toml").read_text(encoding="utf-8")
    text = re.sub("address = .*\n", "", text)
    spec = tmp_path / "spec.toml"
    yunet, bundle = (str(shared_data / "models" / file) for _, file in (_YUNET, _BUNDLE))
    cases = (
        (yunet, text.replace('decoder = "yunet"\n', ""), "regressors is missing"),
        (bundle, text, "The net other cannot be opened"),
        (yunet, text.replace('name = "input"', 'name = "image"'), "has no image; it has input"),
        (yunet, text.replace('"nchw"', '"nhwc"'), "does not take what its description says"),
    )
    for file, described, said in cases:
        spec.write_text(described.replace('"yunet-n"', '"other"'), encoding="utf-8")
        capsys.readouterr()
        assert run(["models", "add", file, "--spec", str(spec), "--data-dir", str(data_dir)]) == 1
        assert said in " ".join(capsys.readouterr().err.split())
        assert not (data_dir / "nets" / "other").exists()
    spec.write_text(text.replace('"yunet-n"', '"other"'), encoding="utf-8")
    assert run(["models", "add", yunet, "--spec", str(spec), "--data-dir", str(data_dir)]) == 0


def test_the_bench_runs_the_bare_nets_that_are_in_use(data_dir: Path, shared_data: Path) -> None:
    _plug_in(data_dir, shared_data, _YUNET, _BUNDLE)
    settings = Settings(data_dir=data_dir, vision=VisionSettings(provider="cpu"))
    bare = BareNets(settings, faces=2)
    assert bare.median_ms(sample_pictures(people=2)[:2], frames=2) > 0
