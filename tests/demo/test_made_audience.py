"""The made audience: the faces are found, are read as meant, and are said to be made."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.quality import QualityLimits
from reelpulse.demo.lettering import line_of_type
from reelpulse.demo.made_ads import OLMERA
from reelpulse.demo.made_audience import (
    LABEL,
    MAX_PEOPLE,
    MadeAudience,
    MadeAudienceConfig,
    Reaction,
    ReactionPlan,
)

from .conftest import Reader

Picture = npt.NDArray[np.uint8]
_HELD = "held.mp4"


@pytest.fixture(scope="module")
def audience(landmarks_px: npt.NDArray[np.float32]) -> MadeAudience:
    return MadeAudience(MadeAudienceConfig(people=3), landmarks_xy_px=landmarks_px)


class _HoldingAudience(MadeAudience):
    """Everyone holds one expression for as long as it is wanted."""

    held = Emotion.NEUTRAL

    def plans(self, ad_name: str | None) -> tuple[ReactionPlan, ...]:  # noqa: ARG002
        forever = Reaction(start_s=-1.0, end_s=1e6, emotion=self.held, strength=1.0)
        return (ReactionPlan(reactions=(forever,)),) * self.config.people

    def picture_of(self, emotion: Emotion, *, at_s: float) -> Picture:
        self.held = emotion
        return self.picture(at_s, ad_name=_HELD)


@pytest.fixture(scope="module")
def holding(landmarks_px: npt.NDArray[np.float32]) -> _HoldingAudience:
    return _HoldingAudience(MadeAudienceConfig(people=3), landmarks_xy_px=landmarks_px)


def test_the_same_moment_gives_the_same_picture_from_another_audience(
    audience: MadeAudience, landmarks_px: npt.NDArray[np.float32]
) -> None:
    again = MadeAudience(MadeAudienceConfig(people=3), landmarks_xy_px=landmarks_px)
    audience.picture(
        3.0, ad_name="tea.mp4", ad_position_s=5.0
    )  # what was drawn before is no matter
    one = audience.picture(7.4, ad_name="tea.mp4", ad_position_s=2.2)
    assert one.shape == (360, 640, 3)
    assert one.dtype == np.uint8
    np.testing.assert_array_equal(one, again.picture(7.4, ad_name="tea.mp4", ad_position_s=2.2))


def test_another_seed_gives_another_picture(
    audience: MadeAudience, landmarks_px: npt.NDArray[np.float32]
) -> None:
    other = MadeAudience(MadeAudienceConfig(people=3, seed=2), landmarks_xy_px=landmarks_px)
    assert (audience.picture(1.0) != other.picture(1.0)).mean() > 0.3


@pytest.mark.parametrize("people", range(1, MAX_PEOPLE + 1))
def test_every_face_is_found_at_every_number_of_people(
    people: int, reader: Reader, landmarks_px: npt.NDArray[np.float32]
) -> None:
    config = MadeAudienceConfig(people=people)
    audience = MadeAudience(config, landmarks_xy_px=landmarks_px)
    for at_s in (1.6, 4.9, 8.3, 11.7):
        faces = reader.faces(audience.picture(at_s, ad_name="tea.mp4", ad_position_s=at_s))
        assert len(faces) == people


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_each_expression_is_read_as_what_it_is_meant_to_be(
    emotion: Emotion, reader: Reader, holding: _HoldingAudience
) -> None:
    readings = [
        face.probabilities
        for at_s in (0.4, 2.3, 4.1)
        for face in reader.faces(holding.picture_of(emotion, at_s=at_s))
    ]
    mean = np.mean(readings, axis=0)
    assert EMOTIONS[int(mean.argmax())] is emotion
    assert mean.max() > 0.5


def test_expressions_differ_round_the_mouth_and_leave_the_bodies_alone(
    reader: Reader, holding: _HoldingAudience
) -> None:
    neutral = holding.picture_of(Emotion.NEUTRAL, at_s=1.0).astype(int)
    surprised = holding.picture_of(Emotion.SURPRISE, at_s=1.0).astype(int)
    changed = np.abs(neutral - surprised).mean(axis=2)
    for face in reader.faces(surprised.astype(np.uint8)):
        x, y = face.landmarks_px[[13, 14], :2].mean(axis=0).astype(int)
        assert changed[y - 8 : y + 8, x - 8 : x + 8].mean() > 25
        collar = int(face.box.top_px + 1.6 * face.box.height_px)
        assert changed[collar : collar + 20, x - 40 : x + 40].max() == 0


def test_people_blink(audience: MadeAudience) -> None:
    still = [audience.picture(at_s / 15).astype(int) for at_s in range(90)]
    steps = [np.abs(a - b)[90:180].max(axis=2) for a, b in pairwise(still)]
    shut = [(step > 60).sum() for step in steps]
    assert max(shut) > 5 * max(1.0, float(np.median(shut)))


def test_between_the_ads_everyone_is_neutral(audience: MadeAudience) -> None:
    assert all(plan.weights(3.0) == {Emotion.NEUTRAL: 1.0} for plan in audience.plans(None))


def test_every_picture_says_that_it_is_made(audience: MadeAudience) -> None:
    assert "MADE DEMO PICTURE" in LABEL
    assert "NASA" in LABEL
    letters = line_of_type(LABEL, face="bold", size_px=11, margin_px=4) > 200
    rows, columns = letters.shape
    for at_s in (0.0, 5.5):
        corner = audience.picture(at_s)[-rows:, :columns].min(axis=2)
        assert corner[letters].min() > 200
        assert np.median(corner[~letters]) < 100


@pytest.mark.parametrize("people", [3, MAX_PEOPLE])
def test_everybody_is_seen_well_enough_to_count(
    people: int, reader: Reader, landmarks_px: npt.NDArray[np.float32]
) -> None:
    audience = MadeAudience(MadeAudienceConfig(people=people), landmarks_xy_px=landmarks_px)
    limits = QualityLimits()
    for at_s in np.linspace(0.5, 24.5, 6).tolist():
        faces = reader.faces(audience.picture(at_s, ad_name="tea.mp4", ad_position_s=at_s))
        assert [limits.verdict(face.quality) for face in faces] == [None] * people


def test_the_label_covers_no_face(reader: Reader, landmarks_px: npt.NDArray[np.float32]) -> None:
    audience = MadeAudience(MadeAudienceConfig(people=8), landmarks_xy_px=landmarks_px)
    for face in reader.faces(audience.picture(2.0)):
        assert face.landmarks_px[:, 1].max() < 360 - 20


def test_a_larger_picture_has_larger_faces(
    reader: Reader, landmarks_px: npt.NDArray[np.float32]
) -> None:
    config = MadeAudienceConfig(people=2, width_px=960, height_px=540)
    picture = MadeAudience(config, landmarks_xy_px=landmarks_px).picture(1.0)
    assert picture.shape == (540, 960, 3)
    faces = reader.faces(picture)
    assert len(faces) == 2
    assert min(face.box.height_px for face in faces) > 540 * 0.25


def test_the_audience_follows_the_tea_ad(reader: Reader, audience: MadeAudience) -> None:
    """The first person feels what each scene aims at."""
    for scene, start_s in zip(OLMERA.scenes, OLMERA.starts_s(), strict=True):
        middle_s = start_s + 0.6 * scene.duration_s
        picture = audience.picture(middle_s, ad_name="tea.mp4", ad_position_s=middle_s)
        leftmost = min(reader.faces(picture), key=lambda face: face.box.left_px)
        assert EMOTIONS[int(leftmost.probabilities.argmax())] is scene.aims_at, scene.name


@pytest.mark.parametrize("people", [0, 9])
def test_an_impossible_number_of_people_is_refused(
    people: int, landmarks_px: npt.NDArray[np.float32]
) -> None:
    with pytest.raises(ValueError, match="1 to 8 people"):
        MadeAudience(MadeAudienceConfig(people=people), landmarks_xy_px=landmarks_px)


def test_landmarks_of_another_scheme_are_refused() -> None:
    with pytest.raises(ValueError, match="468 FaceMesh points"):
        MadeAudience(MadeAudienceConfig(), landmarks_xy_px=np.zeros((68, 2)))
