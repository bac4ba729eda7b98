"""The main figures by the faces as they were read and as corrected by the neutral scene, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.contacts import ExperienceIndex
from reelpulse.core.metrics.persons import EmoNps
from reelpulse.core.metrics.shares import Shares
from reelpulse.core.session import Ad


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


class HasAd(HasMainFigures, Protocol):
    """The figures of one ad."""

    @property
    def ad(self) -> Ad:
        """Which ad."""
        ...


class HasAds(HasMainFigures, Protocol):
    """The figures of a show."""

    @property
    def ads(self) -> Sequence[HasAd]:
        """In the order of the plan."""
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


def on_both_bases(
    found: Mapping[Basis, HasAds], used: Basis, seats: tuple[SeatBaseline, ...]
) -> BaselineFigures:
    """The main figures on both bases, with the one that all others stand on.

    Args:
        found: all figures, by basis.
        used: whose figures are told.
        seats: what the neutral scene told of everybody measured during ads.
    """
    raw, corrected = found[Basis.RAW], found[Basis.CORRECTED]
    of_ads = {row.ad.ad_id: main_figures(row) for row in raw.ads}
    return BaselineFigures(
        used=used,
        seats=seats,
        whole=BothBases(raw=main_figures(raw), corrected=main_figures(corrected)),
        ads={
            row.ad.ad_id: BothBases(raw=of_ads[row.ad.ad_id], corrected=main_figures(row))
            for row in corrected.ads
        },
    )


def by_person_baselines(
    seats: Iterable[SeatBaseline], counted_as: Callable[[int], int]
) -> tuple[SeatBaseline, ...]:
    """The same, with seats that are one person as one, by number."""
    people: dict[int, SeatBaseline] = {}
    for one in seats:
        person = counted_as(one.seat)
        known = people.get(person)
        people[person] = (
            replace(one, seat=person)
            if known is None
            else SeatBaseline(
                seat=person,
                scene_readings=known.scene_readings + one.scene_readings,
                corrected_readings=known.corrected_readings + one.corrected_readings,
                ad_readings=known.ad_readings + one.ad_readings,
            )
        )
    return tuple(people[person] for person in sorted(people))
