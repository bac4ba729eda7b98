"""From the bytes of a webcam picture to the faces in it and their emotions."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.ports import FrameAnalyser
from reelpulse.errors import PictureError, ProviderMissingError
from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import PictureAnalyser, build_analyser
from reelpulse.vision.decode import Picture

_HAPPY = EMOTIONS.index(Emotion.HAPPINESS)


def to_jpeg(picture: Picture) -> bytes:
    ok, coded = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92]
    )
    assert ok
    return coded.tobytes()


def test_the_astronaut_is_found_once_and_is_happy(
    analyser: PictureAnalyser, astronaut: Picture
) -> None:
    result = analyser.analyse(to_jpeg(astronaut))
    assert (result.width_px, result.height_px) == (512, 512)
    (face,) = result.faces
    assert face.probabilities.argmax() == _HAPPY
    others = np.delete(face.probabilities, _HAPPY)
    assert face.probabilities[_HAPPY] > 20 * others.max()
    assert face.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert face.presence > 0.99
    assert face.detection_score > 0.6
    assert face.landmarks_px.shape == (468, 3)


def test_the_box_holds_the_landmarks(analyser: PictureAnalyser, astronaut: Picture) -> None:
    (face,) = analyser.analyse(to_jpeg(astronaut)).faces
    middle = face.landmarks_px[:, :2].mean(axis=0)
    assert face.box.centre_px == pytest.approx(tuple(middle.tolist()), abs=12)


def test_each_of_two_faces_gets_its_own_reading(
    analyser: PictureAnalyser, astronaut: Picture
) -> None:
    head = astronaut[0:300, 80:380]
    plain = np.concatenate([head, head[:, ::-1]], axis=1)
    faces = sorted(analyser.analyse(to_jpeg(plain)).faces, key=lambda f: f.box.left_px)
    assert [f.probabilities.argmax() for f in faces] == [_HAPPY, _HAPPY]
    assert faces[0].box.centre_px[0] < 300 < faces[1].box.centre_px[0]
    assert faces[0].landmarks_px[:, 0].max() < 300 < faces[1].landmarks_px[:, 0].min()


def test_a_picture_without_faces_is_read_in_full_and_gives_none(
    analyser: PictureAnalyser,
) -> None:
    result = analyser.analyse(to_jpeg(np.full((360, 640, 3), 128, dtype=np.uint8)))
    assert result.faces == ()
    assert (result.width_px, result.height_px) == (640, 360)


def test_the_durations_of_all_stages_are_told(
    analyser: PictureAnalyser, astronaut: Picture
) -> None:
    durations = analyser.analyse(to_jpeg(astronaut)).durations
    stages = (
        durations.decode_ns,
        durations.detect_ns,
        durations.landmarks_ns,
        durations.emotions_ns,
    )
    assert min(stages) > 0


def test_broken_bytes_are_refused_and_the_next_picture_is_read(
    analyser: PictureAnalyser, astronaut: Picture
) -> None:
    jpeg = to_jpeg(astronaut)
    for broken in (b"", jpeg[: len(jpeg) // 2], b"foreign" * 100):
        with pytest.raises(PictureError):
            analyser.analyse(broken)
    assert len(analyser.analyse(jpeg).faces) == 1


def test_a_picture_over_the_limit_is_refused(astronaut: Picture) -> None:
    small = build_analyser(VisionSettings(provider="cpu"), max_picture_pixels=100_000)
    with pytest.raises(PictureError, match=r"512×512 pixels is over the limit of 0\.1"):
        small.analyse(to_jpeg(astronaut))


def test_the_identity_names_the_provider_and_every_net(analyser: PictureAnalyser) -> None:
    port: FrameAnalyser = analyser
    assert port.identity.provider == "CPUExecutionProvider"
    assert [(m.role, m.name) for m in port.identity.models] == [
        ("detector", "blazeface-back-256"),
        ("landmarks", "face-mesh-192"),
        ("emotion", "emotion-reelpulse-96"),
    ]


def test_the_mesh_may_be_run_by_mediapipe_itself(astronaut: Picture) -> None:
    settings = VisionSettings(provider="cpu", landmarks="mediapipe")
    other = build_analyser(settings, max_picture_pixels=33_200_000)
    (face,) = other.analyse(to_jpeg(astronaut)).faces
    assert face.probabilities.argmax() == _HAPPY
    assert other.identity.models[1].name == "mediapipe-0.10.21-face-mesh"


def test_a_provider_that_is_not_here_stops_the_start() -> None:
    with pytest.raises(ProviderMissingError, match="CPUExecutionProvider"):
        build_analyser(VisionSettings(provider="NoSuchProvider"), max_picture_pixels=1)


@pytest.mark.shared_data
def test_every_frame_of_two_people_gives_two_faces_in_the_same_places(
    analyser: PictureAnalyser, shared_data: Path
) -> None:
    clip = cv2.VideoCapture(str(shared_data / "clips" / "two_people.mp4"))
    lefts = []
    for _ in range(20):
        ok, frame = clip.read()
        assert ok
        faces = analyser.analyse(to_jpeg(np.asarray(frame[..., ::-1]))).faces
        lefts.append(sorted(face.box.left_px for face in faces))
    assert {len(row) for row in lefts} == {2}
    assert np.ptp(np.array(lefts), axis=0).max() < 80


@pytest.mark.shared_data
def test_pictures_without_a_face_give_none(analyser: PictureAnalyser, shared_data: Path) -> None:
    pictures = sorted((shared_data / "detect" / "noface").iterdir())
    assert len(pictures) > 5
    found = {}
    for path in pictures:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
        faces = analyser.analyse(to_jpeg(np.asarray(picture, dtype=np.uint8))).faces
        if faces:
            found[path.name] = len(faces)
    assert found == {}
