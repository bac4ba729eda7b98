"""Joins the made audience to the product's own landmark net: the demo's webcam."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.frame import Face
from reelpulse.demo.made_audience import MadeAudience, MadeAudienceConfig, load_portrait
from reelpulse.demo.webcams import ShowMoment
from reelpulse.errors import MediaError
from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import build_analyser


class MadeWebcam:
    """People who react to the ad that is on the screen."""

    name = "made audience"

    def __init__(self, audience: MadeAudience) -> None:
        self._audience = audience

    def picture(self, moment: ShowMoment, /) -> npt.NDArray[np.uint8]:
        """The audience at this moment."""
        return self._audience.picture(
            moment.at_s, ad_name=moment.ad_name, ad_position_s=moment.ad_position_s
        )

    def close(self) -> None:
        """Nothing is held."""


def made_webcam(*, people: int, width_px: int, height_px: int) -> MadeWebcam:
    """Find the portrait's face, then make the audience of it.

    Raises:
        ModelLoadingError: the product's nets cannot be used.
    """
    config = MadeAudienceConfig(people=people, width_px=width_px, height_px=height_px)
    return MadeWebcam(MadeAudience(config, landmarks_xy_px=portrait_face().landmarks_px))


def portrait_face() -> Face:
    """The one face of the portrait, as the product's nets see it."""
    rgb = load_portrait().rgb
    done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    analyser = build_analyser(VisionSettings(), max_picture_pixels=rgb.shape[0] * rgb.shape[1])
    faces = analyser.analyse(jpeg.tobytes()).faces if done else ()
    if len(faces) != 1:
        raise MediaError("astronaut", "the product's nets do not find the portrait's one face.")
    return faces[0]
