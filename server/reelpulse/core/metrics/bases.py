"""The main figures by the faces as they were read and as corrected by the neutral scene, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.contacts import ExperienceIndex
from reelpulse.core.metrics.persons import EmoNps
from reelpulse.core.metrics.shares import Shares


class HasMainFigures(Protocol):
    """The figures of a show or of one ad."""

    @property
    def shares(self) -> Shares:
        """Of emotions and groups in the measured time."""
        ...

    @property
    def eei(self) -> ExperienceIndex:
        """The Emotional Experience Index."""
        ...

    @property
    def emo_nps(self) -> EmoNps:
        """The index over persons."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MainFigures:
    """What is told of both bases."""

    shares: Shares
    eei: ExperienceIndex
    emo_nps: EmoNps


@dataclass(frozen=True, slots=True, kw_only=True)
class BothBases:
    """The same show or ad on both bases."""

    raw: MainFigures
    corrected: MainFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatBaseline:
    """What the neutral scene told of one seat."""

    seat: int
    scene_readings: int
    """n: valid readings in the neutral scene."""
    corrected_readings: int
    """Valid readings during ads that were corrected."""
    ad_readings: int
    """All valid readings during ads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineFigures:
    """How the neutral scene of a session changes its figures."""

    used: Basis
    """On which basis all other figures stand."""
    seats: tuple[SeatBaseline, ...]
    """Everybody measured during ads."""
    whole: BothBases
    ads: Mapping[str, BothBases]

    @property
    def raw_seats(self) -> tuple[SeatBaseline, ...]:
        """Those whose resting face is not known: they stay as they were read."""
        return tuple(seat for seat in self.seats if seat.corrected_readings == 0)


def main_figures(figures: HasMainFigures) -> MainFigures:
    """What is told of both bases, picked from all figures of a show or of one ad."""
    return MainFigures(shares=figures.shares, eei=figures.eei, emo_nps=figures.emo_nps)
