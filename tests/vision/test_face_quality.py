"""Light, sharpness and turn of a real face follow what is done to its picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reelpulse.core.frame import Box
from reelpulse.core.quality import FaceQuality, QualityLimits, Unmeasurable
from reelpulse.vision.analyser import PictureAnalyser
from reelpulse.vision.decode import Picture
from reelpulse.vision.face_quality import face_quality

_FACE = Box(left_px=170, top_px=60, width_px=100, height_px=120)
_POINTS = np.zeros((468, 3), dtype=np.float32)


def seen(analyser: PictureAnalyser, picture: Picture) -> FaceQuality:
    bgr = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 95])
    (face,) = analyser.analyse(jpeg.tobytes()).faces
    return face.quality


def tilted(picture: Picture, degrees: float) -> Picture:
    """Clockwise about the face."""
    matrix = cv2.getRotationMatrix2D((225, 120), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, matrix, picture.shape[1::-1]), dtype=np.uint8)


def blurred_by(picture: Picture, sigma_px: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma_px), dtype=np.uint8)


def test_a_portrait_counts(analyser: PictureAnalyser, astronaut: Picture) -> None:
    quality = seen(analyser, astronaut)
    assert QualityLimits().verdict(quality) is None
    assert quality.height_px == pytest.approx(110, abs=25)
    assert quality.eye_openness > 0.2
    assert abs(quality.yaw_deg) < 20


@pytest.mark.parametrize("degrees", [-25, -10, 10, 25])
def test_a_tilt_of_the_picture_is_a_tilt_of_the_head(
    analyser: PictureAnalyser, astronaut: Picture, degrees: int
) -> None:
    before, after = seen(analyser, astronaut), seen(analyser, tilted(astronaut, degrees))
    assert after.roll_deg - before.roll_deg == pytest.approx(degrees, abs=3)
    assert after.yaw_deg == pytest.approx(before.yaw_deg, abs=6)


def test_a_mirrored_face_looks_and_tilts_the_other_way(
    analyser: PictureAnalyser, astronaut: Picture
) -> None:
    before, after = seen(analyser, astronaut), seen(analyser, astronaut[:, ::-1])
    assert after.yaw_deg == pytest.approx(-before.yaw_deg, abs=4)
    assert after.roll_deg == pytest.approx(-before.roll_deg, abs=3)


def test_half_the_light_is_half_the_brightness(astronaut: Picture) -> None:
    full = face_quality(astronaut, _FACE, _POINTS).brightness
    dark = face_quality((astronaut * 0.5).astype(np.uint8), _FACE, _POINTS).brightness
    assert dark == pytest.approx(full / 2, abs=1)


def test_the_more_a_face_is_blurred_the_less_sharp_it_is_until_it_does_not_count(
    astronaut: Picture,
) -> None:
    pictures = [blurred_by(astronaut, s) for s in (0.5, 2, 5, 10)]
    found = [face_quality(picture, _FACE, _POINTS) for picture in pictures]
    sharpness = [quality.sharpness for quality in found]
    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness[0] > 20 * sharpness[2]
    upright = QualityLimits(pitch_deg_max=90)
    assert upright.verdict(found[0]) is None
    assert upright.verdict(found[3]) is Unmeasurable.BLURRED


Colour = tuple[int, int, int]


def covered(picture: Picture, middle: tuple[int, int], colour: Colour) -> Picture:
    """Something of one colour, with a little noise, in front of a part of the face."""
    noise = np.random.default_rng(2).normal(0, 5, (*picture.shape[:2], 1))
    thing = np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)
    y, x = np.indices(picture.shape[:2])
    is_hidden = ((x - middle[0]) / 35) ** 2 + ((y - middle[1]) / 25) ** 2 < 1
    return np.where(is_hidden[..., np.newaxis], thing, picture)


MOUTH, EYE = (225, 150), (203, 103)
HAND, CUP, PHONE = (196, 152, 130), (240, 240, 235), (25, 25, 30)


@pytest.mark.parametrize("colour", [HAND, CUP, PHONE])
def test_a_covered_mouth_does_not_count(
    analyser: PictureAnalyser, astronaut: Picture, colour: Colour
) -> None:
    free, hidden = seen(analyser, astronaut), seen(analyser, covered(astronaut, MOUTH, colour))
    assert free.mouth_contrast is not None
    assert hidden.mouth_contrast is not None
    assert hidden.mouth_contrast < 0.2 < 2 * 0.2 < free.mouth_contrast
    assert QualityLimits().verdict(hidden) is Unmeasurable.COVERED


def test_a_covered_eye_does_not_count(analyser: PictureAnalyser, astronaut: Picture) -> None:
    free, hidden = seen(analyser, astronaut), seen(analyser, covered(astronaut, EYE, HAND))
    assert free.eye_contrast is not None
    assert hidden.eye_contrast is not None
    assert hidden.eye_contrast < 0.1 < 2 * 0.1 < free.eye_contrast
    assert QualityLimits().verdict(hidden) is Unmeasurable.COVERED


@pytest.mark.parametrize("gain", [0.35, 0.7, 1.0])
def test_in_dim_light_nothing_seems_covered(
    analyser: PictureAnalyser, astronaut: Picture, gain: float
) -> None:
    quality = seen(analyser, (astronaut * gain).astype(np.uint8))
    assert QualityLimits().verdict(quality) is None


def test_of_a_face_whose_mouth_lies_outside_the_picture_it_is_unknown(astronaut: Picture) -> None:
    quality = face_quality(astronaut, _FACE, np.full((468, 3), -50, dtype=np.float32))
    assert (quality.mouth_contrast, quality.eye_contrast) == (None, None)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_points_that_are_no_numbers_give_a_quality_that_is_none(
    astronaut: Picture, value: float
) -> None:
    quality = face_quality(astronaut, _FACE, np.full((468, 3), value, dtype=np.float32))
    assert not quality.is_finite


@pytest.mark.parametrize(("left_px", "top_px"), [(-60, -60), (480, 480), (-500, 200), (700, 700)])
def test_a_box_over_the_border_is_judged_by_what_is_in_the_picture(
    astronaut: Picture, left_px: float, top_px: float
) -> None:
    box = Box(left_px=left_px, top_px=top_px, width_px=100, height_px=120)
    assert face_quality(astronaut, box, _POINTS).is_finite
