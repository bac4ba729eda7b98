"""What is to be measured of which films, as one value with a fingerprint."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import reelpulse
from reelpulse.core.ports import AnalyserIdentity
from reelpulse.core.session import Ad, BaselineWindow, Exposure, FilmOrigin
from reelpulse.errors import AnalysisError
from reelpulse.media.films import FilmFacts, Region

FILM_CLOCK = "film.ns"
"""Name of the clock of a film that belongs to no session: nanoseconds from its start."""
_MS_NS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One film on the session's time line."""

    film: FilmFacts
    starts_at_ns: int
    """The session's clock at the film's time 0."""
    region: Region | None = None
    """Where the people are in the picture; None: everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisPlan:
    """One analysis; times on the session's clock."""

    title: str
    segments: tuple[Segment, ...]
    ads: tuple[Ad, ...]
    exposures: tuple[Exposure, ...]
    """In order; their numbers are given when they are stored."""
    origin: FilmOrigin
    rate_hz: float
    clock_name: str
    clock_anchor_ns: int
    created_unix_ms: int
    baseline_ms: int = 0
    """Neutral scene before the first ad, as it was planned."""
    baselines: tuple[BaselineWindow, ...] = ()
    """When it was shown, in order."""

    def record(self) -> dict[str, object]:
        """What of it changes figures, as plain values to be kept with the session."""
        return {
            "films": ", ".join(str(segment.film.path) for segment in self.segments),
            "regions": "; ".join(_told(segment.region) for segment in self.segments),
            "rate_hz": self.rate_hz,
            "from_session": self.origin.from_session,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AdStart:
    """When an ad begins in a film."""

    ad: Ad
    at_ms: int


def plan_of_film(
    film: FilmFacts,
    *,
    title: str,
    starts: Sequence[AdStart],
    region: Region | None,
    rate_hz: float,
    now_unix_ms: int,
) -> AnalysisPlan:
    """A film with the ads that its people watch, or with none: then the film stands for an ad.

    Raises:
        AnalysisError: an ad begins before the one before has ended, or after the film; or the region
            does not lie in the picture.
    """
    starts = sorted(starts, key=lambda start: start.at_ms)
    _check(film, starts)
    segment = Segment(film=film, starts_at_ns=0, region=inside(film, region))
    shown = starts or [AdStart(ad=_as_ad(film), at_ms=0)]
    return AnalysisPlan(
        title=title,
        segments=(segment,),
        ads=tuple(start.ad for start in shown),
        exposures=tuple(
            Exposure(
                exposure_id=0,
                ad_id=start.ad.ad_id,
                started_at_ns=start.at_ms * _MS_NS,
                ended_at_ns=(start.at_ms + start.ad.duration_ms) * _MS_NS if starts else None,
            )
            for start in shown
        ),
        origin=FilmOrigin(from_session=None, of_whole_film=not starts),
        rate_hz=rate_hz,
        clock_name=FILM_CLOCK,
        clock_anchor_ns=0,
        created_unix_ms=now_unix_ms,
    )


def fingerprint(
    plan: AnalysisPlan, identity: AnalyserIdentity, settings: Mapping[str, object]
) -> str:
    """The same for the same films, measured in the same way by the same nets; else another."""
    facts = {
        "films": [
            (
                s.film.sha256,
                s.starts_at_ns,
                None if s.region is None else dataclasses.astuple(s.region),
            )
            for s in plan.segments
        ],
        "ads": [ad.sha256 for ad in plan.ads],
        "exposures": [dataclasses.astuple(exposure) for exposure in plan.exposures],
        "baselines": [dataclasses.astuple(window) for window in plan.baselines],
        "origin": dataclasses.astuple(plan.origin),
        "rate_hz": plan.rate_hz,
        "provider": identity.provider,
        "models": [dataclasses.astuple(model) for model in identity.models],
        "settings": settings,
        "version": reelpulse.__version__,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _check(film: FilmFacts, starts: Sequence[AdStart]) -> None:
    for before, after in pairwise(starts):
        if after.at_ms < before.at_ms + before.ad.duration_ms:
            raise AnalysisError(
                "“{second}” begins at {start} s, before “{first}”, which begins at {earlier} s and "
                "is {length} s long, has ended. Correct the starts after --ad.",
                second=after.ad.title,
                start=after.at_ms / 1000,
                first=before.ad.title,
                earlier=before.at_ms / 1000,
                length=before.ad.duration_ms / 1000,
            )
    last = starts[-1] if starts else None
    if last and film.duration_s is not None and last.at_ms / 1000 >= film.duration_s:
        raise AnalysisError(
            "“{ad}” begins at {start} s, but the film ends at {end} s. Correct the start after --ad.",
            ad=last.ad.title,
            start=last.at_ms / 1000,
            end=round(film.duration_s, 1),
        )


def inside(film: FilmFacts, region: Region | None) -> Region | None:
    """The region, when all of it lies in the picture.

    Raises:
        AnalysisError: it does not.
    """
    if region is None:
        return None
    fits = (
        min(region.left_px, region.top_px) >= 0
        and min(region.width_px, region.height_px) > 0
        and region.left_px + region.width_px <= film.width_px
        and region.top_px + region.height_px <= film.height_px
    )
    if not fits:
        raise AnalysisError(
            "The part {region} does not lie in the picture of {width}×{height} pixels. "
            "Correct --crop left,top,width,height.",
            region=_told(region),
            width=film.width_px,
            height=film.height_px,
        )
    return region


def _as_ad(film: FilmFacts) -> Ad:
    """The whole film in the place of an ad, so that it has seconds and shares."""
    if film.duration_s is None:
        raise AnalysisError(
            "{film} does not say how long it is. Convert it to MP4, or remux it in OBS (File → Remux "
            "Recordings).",
            film=film.path,
        )
    return Ad(
        ad_id=film.sha256[:12],
        title=Path(film.path).stem.replace("_", " "),
        path=film.path,
        sha256=film.sha256,
        duration_ms=round(film.duration_s * 1000),
        width_px=film.width_px,
        height_px=film.height_px,
        frame_rate_hz=film.frame_rate_hz,
    )


def _told(region: Region | None) -> str:
    if region is None:
        return "all"
    return f"{region.left_px},{region.top_px},{region.width_px},{region.height_px}"
