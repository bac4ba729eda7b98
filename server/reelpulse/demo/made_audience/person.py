"""One person of the made audience, drawn into the webcam's picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.made_audience.head import Cutout, Head, Sway
from reelpulse.demo.made_audience.portrait import HEAD
from reelpulse.demo.made_audience.reactions import ReactionPlan

_BLINK_S = 0.22


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a person does all the time, whatever the ad."""

    blinks_every_s: float
    blinks_from_s: float
    sway_phase_rad: float
    sway_size: float

    @classmethod
    def draw(cls, random: np.random.Generator) -> Habits:
        """A person's own rhythm."""
        every, start, phase, size = random.uniform((3.1, 0.5, 0.0, 0.7), (4.9, 3.0, math.tau, 1.2))
        return cls(blinks_every_s=every, blinks_from_s=start, sway_phase_rad=phase, sway_size=size)

    def blink(self, at_s: float) -> float:
        """How far the lids are shut, 0…1."""
        since_s = (at_s - self.blinks_from_s) % self.blinks_every_s
        return max(0.0, 1.0 - abs(2 * since_s / _BLINK_S - 1.0))

    def sway(self, at_s: float) -> Sway:
        """Where the head stands; slow turns with a quicker one on top."""
        a, size = self.sway_phase_rad, self.sway_size
        return Sway(
            x_px=size * (2.4 * math.sin(1.2 * at_s + a) + 0.8 * math.sin(3.1 * at_s + 2 * a)),
            y_px=size * (1.3 * math.sin(0.9 * at_s + 3 * a) + 0.5 * math.sin(2.6 * at_s + a)),
            roll_rad=size * math.radians(1.7) * math.sin(0.8 * at_s + 5 * a),
        )


class Person:
    """Body and head at one place of the picture."""

    def __init__(
        self,
        body: Cutout,
        head: Head,
        habits: Habits,
        *,
        left_top_px: tuple[int, int],
        mirrored: bool,
        scale: float,
        picture_shape: tuple[int, int],
    ) -> None:
        """Cut the body to what the picture shows.

        Args:
            body: the whole portrait at its size in the picture, mirrored if the person is.
            head: the part that moves, never mirrored.
            habits: blinks and sway.
            left_top_px: where the body's corner lies in the picture, perhaps outside.
            mirrored: whether the head is to be mirrored.
            scale: picture pixels a portrait pixel.
            picture_shape: rows and columns.
        """
        self._head, self._habits, self._mirrored = head, habits, mirrored
        left, top = left_top_px
        rows = slice(max(0, top), min(picture_shape[0], top + body.shape[0]))
        columns = slice(max(0, left), min(picture_shape[1], left + body.shape[1]))
        self._rows, self._columns = rows, columns
        self._corner = (rows.start - top, columns.start - left)
        shown = body[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        self._colours = np.ascontiguousarray(shown[..., :3])
        self._behind = cv2.cvtColor(cv2.bitwise_not(shown[..., 3]), cv2.COLOR_GRAY2RGB)
        head_left = HEAD.left_px * scale
        if mirrored:
            head_left = body.shape[1] - (HEAD.left_px + HEAD.width_px) * scale
        self._head_at = (round(HEAD.top_px * scale), round(head_left))

    def draw(
        self, picture: npt.NDArray[np.uint8], *, plan: ReactionPlan, at_s: float, ad_at_s: float
    ) -> None:
        """Put the person over what is already in the picture.

        Args:
            picture: shape (rows, columns, 3), RGB; changed in place.
            plan: the person's reactions.
            at_s: time of the show, for blinks and sway.
            ad_at_s: timecode of the ad, for the plan.
        """
        cutout = self._head.cutout(
            plan.weights(ad_at_s), blink=self._habits.blink(at_s), sway=self._habits.sway(at_s)
        )
        self._place_head(cv2.flip(cutout, 1) if self._mirrored else cutout)
        region = picture[self._rows, self._columns]
        behind = cv2.multiply(region, self._behind, scale=1 / 255)
        cv2.add(behind, self._colours, dst=region)

    def _place_head(self, cutout: npt.NDArray[np.generic]) -> None:
        """Exchange the body's still head for the moving one."""
        top, left = self._head_at[0] - self._corner[0], self._head_at[1] - self._corner[1]
        height, width = self._colours.shape[:2]
        rows = slice(max(0, top), min(height, top + cutout.shape[0]))
        columns = slice(max(0, left), min(width, left + cutout.shape[1]))
        part = np.ascontiguousarray(
            cutout[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        )
        self._colours[rows, columns] = cv2.cvtColor(part, cv2.COLOR_RGBA2RGB)
        cover = cv2.extractChannel(part, 3)
        self._behind[rows, columns] = cv2.cvtColor(cv2.bitwise_not(cover), cv2.COLOR_GRAY2RGB)
