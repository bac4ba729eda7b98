"""A webcam picture of one to eight people who watch ads, made from one real face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.made_audience.faces import ExpressionFields
from reelpulse.demo.made_audience.head import Head, head_textures, make_up_of, scaled_cutout
from reelpulse.demo.made_audience.label import Label
from reelpulse.demo.made_audience.looks import LOOKS, Look, dressed
from reelpulse.demo.made_audience.muscles import LANDMARKS
from reelpulse.demo.made_audience.person import Habits, Person
from reelpulse.demo.made_audience.portrait import SIZE_PX, load_portrait
from reelpulse.demo.made_audience.reactions import ReactionPlan, plan_for
from reelpulse.demo.made_audience.seating import Place, places, room

LABEL: Final = "MADE DEMO PICTURE · warped from NASA's astronaut portrait"
_FRAMES_PER_S: Final = 15
_NOISE: Final = 2.2
"""Standard deviation of the sensor noise, of 255."""
_NOISE_SLACK_PX: Final = 37


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeAudienceConfig:
    """Who sits there and how large the picture is."""

    people: int = 3
    width_px: int = 640
    height_px: int = 360
    seed: int = 1
    """Another number gives other blinks, sways, delays and noise."""


class MadeAudience:
    """Draws the audience at any moment; the same moment always gives the same picture."""

    def __init__(
        self, config: MadeAudienceConfig, *, landmarks_xy_px: npt.NDArray[np.floating[Any]]
    ) -> None:
        """Prepare everyone's face.

        Args:
            config: who sits there.
            landmarks_xy_px: shape (468, 2) or (468, 3): FaceMesh's points on the portrait that
                `load_portrait` gives, in its pixels.

        Raises:
            ValueError: not 468 landmarks, or not one to eight people.
        """
        if landmarks_xy_px.ndim != 2 or len(landmarks_xy_px) != LANDMARKS:
            raise ValueError(f"{LANDMARKS} FaceMesh points needed, not {landmarks_xy_px.shape}")
        self.config = config
        landmarks = np.asarray(landmarks_xy_px[:, :2], np.float64)
        size = {"width_px": config.width_px, "height_px": config.height_px}
        taken = places(config.people, **size)
        self._room = room(taken, **size)
        maker = _PersonMaker(landmarks, picture_shape=self._room.shape[:2])
        randoms = [np.random.default_rng([config.seed, number]) for number in range(len(taken))]
        self._people = tuple(
            maker.person(place, LOOKS[number % len(LOOKS)], Habits.draw(random))
            for number, (place, random) in enumerate(zip(taken, randoms, strict=True))
        )
        self._plans: dict[str | None, tuple[ReactionPlan, ...]] = {}
        self._lighter, self._darker = _noise_sheets(config)
        self._label = Label(LABEL, **size)

    def picture(
        self, at_s: float, *, ad_name: str | None = None, ad_position_s: float = 0.0
    ) -> npt.NDArray[np.uint8]:
        """What the webcam sees.

        Args:
            at_s: time of the show in seconds; drives blinks, sway and noise.
            ad_name: file name of the ad on the screen; None between the ads, when all are neutral.
            ad_position_s: timecode of that ad in seconds; drives the reactions.

        Returns:
            RGB, shape (height, width, 3).
        """
        picture = self._room.copy()
        for person, plan in zip(self._people, self.plans(ad_name), strict=True):
            person.draw(picture, plan=plan, at_s=at_s, ad_at_s=ad_position_s)
        noisy = self._with_noise(picture, number=int(at_s * _FRAMES_PER_S))
        self._label.stamp(noisy)
        return noisy

    def plans(self, ad_name: str | None) -> tuple[ReactionPlan, ...]:
        """Everyone's reactions to an ad, by its file name."""
        if ad_name not in self._plans:
            people = range(self.config.people)
            self._plans[ad_name] = tuple(
                plan_for(person, ad_name=ad_name, seed=self.config.seed) for person in people
            )
        return self._plans[ad_name]

    def _with_noise(self, picture: npt.NDArray[np.uint8], *, number: int) -> npt.NDArray[np.uint8]:
        """Lay another part of the noise over each frame."""
        top, left = number * 7 % _NOISE_SLACK_PX, number * 17 % _NOISE_SLACK_PX
        rows, columns = picture.shape[:2]
        part = (slice(top, top + rows), slice(left, left + columns))
        lighter = cv2.add(picture, self._lighter[part])
        return np.asarray(cv2.subtract(lighter, self._darker[part]), np.uint8)


class _PersonMaker:
    """Shares what all people have in common while they are made."""

    def __init__(
        self, landmarks_px: npt.NDArray[np.float64], *, picture_shape: tuple[int, ...]
    ) -> None:
        self._landmarks_px = landmarks_px
        self._portrait = load_portrait()
        self._fields = ExpressionFields(landmarks_px)
        self._make_up = make_up_of(landmarks_px)
        self._shape = (picture_shape[0], picture_shape[1])

    def person(self, place: Place, look: Look, habits: Habits) -> Person:
        """One person at a place."""
        rgb = dressed(self._portrait, look, landmarks_px=self._landmarks_px)
        body = scaled_cutout(rgb, self._portrait.cover, scale=place.scale)
        textures = head_textures(
            rgb,
            self._portrait.cover,
            landmarks_px=self._landmarks_px,
            make_up=self._make_up,
            scale=place.scale,
        )
        return Person(
            np.asarray(cv2.flip(body, 1), np.uint8) if look.mirrored else body,
            Head(textures, self._fields, scale=place.scale),
            habits,
            left_top_px=place.left_top_px(mirrored=look.mirrored, portrait_width_px=SIZE_PX),
            mirrored=look.mirrored,
            scale=place.scale,
            picture_shape=self._shape,
        )


def _noise_sheets(
    config: MadeAudienceConfig,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """What the sensor's noise adds and what it takes away, a little larger than the picture."""
    random = np.random.default_rng([config.seed, 1_000])
    shape = (config.height_px + _NOISE_SLACK_PX, config.width_px + _NOISE_SLACK_PX, 3)
    noise = np.round(random.normal(0.0, _NOISE, shape))
    lighter, darker = np.maximum(noise, 0), np.maximum(-noise, 0)
    return np.asarray(lighter, np.uint8), np.asarray(darker, np.uint8)
