"""From the samples of a calibration to its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.calibration import Calibration, SetUp, camera_delay, spread_of
from reelpulse.errors import ObsError
from reelpulse.media.coded_clip import clip_position_ms
from reelpulse.obs.calibrate import Sample

SAMPLES_MIN: Final = 50


def figures_of(samples: Sequence[Sample], set_up: SetUp, *, measured_unix_ms: int) -> Calibration:
    """Lead of the cursor and delay of the camera.

    Raises:
        ObsError: OBS did not show the clip, or the webcam gave too few pictures.
    """
    read = [(one, clip_position_ms(_grey(one.ad))) for one in samples if one.ad]
    coded = [(one, clip_ms) for one, clip_ms in read if clip_ms is not None]
    seen = [one for one in samples if one.webcam]
    if len(coded) < SAMPLES_MIN:
        raise ObsError(
            "Only {found} of {wanted} needed pictures show the clip: OBS did not play it steadily. "
            "Close other programs, then calibrate again.",
            found=len(coded),
            wanted=SAMPLES_MIN,
        )
    if len(seen) < SAMPLES_MIN:
        raise ObsError(
            "The webcam “{name}” gave only {found} of {wanted} needed pictures. Is it switched on?",
            name=set_up.webcam,
            found=len(seen),
            wanted=SAMPLES_MIN,
        )
    origin_ms = float(np.median([clip_ms - one.ad_at_ns / 1e6 for one, clip_ms in coded]))
    leads = [one.cursor_ms - one.cursor_at_ns / 1e6 - origin_ms for one, _ in coded]
    clip_ms = np.array([one.webcam_at_ns / 1e6 + origin_ms for one in seen])
    pictures = np.stack([_grey(one.webcam).ravel() for one in seen]).astype(np.float32)
    return Calibration(
        set_up=set_up,
        measured_unix_ms=measured_unix_ms,
        cursor_lead=spread_of(np.array(leads)),
        camera_delay=camera_delay(clip_ms, pictures),
    )


def _grey(jpeg: bytes) -> npt.NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    return np.zeros((0, 0), dtype=np.uint8) if picture is None else picture.astype(np.uint8)
