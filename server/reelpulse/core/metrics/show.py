"""All figures of a session, whole and by ad, computed in one place for page, report and export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from reelpulse.core.emotion import EMOTIONS, Emotion, Group, members
from reelpulse.core.metrics.bases import BaselineFigures
from reelpulse.core.metrics.causes import CausingFrame, causing_frames
from reelpulse.core.metrics.comparison import Comparison, comparisons
from reelpulse.core.metrics.contacts import (
    Contact,
    ExperienceIndex,
    contacts,
    counted,
    experience_index,
)
from reelpulse.core.metrics.crossings import Crossing, crossings
from reelpulse.core.metrics.curve import Curve, curve
from reelpulse.core.metrics.epochs import SeatSeconds, seat_seconds
from reelpulse.core.metrics.norms import AdNorms, ad_norms
from reelpulse.core.metrics.peak_end import PeakEnd, peak_end
from reelpulse.core.metrics.persons import EmoNps, emo_nps
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.scores import Scores, scores
from reelpulse.core.metrics.seat_grades import Grades
from reelpulse.core.metrics.shares import Shares, shares
from reelpulse.core.metrics.synchrony import Synchrony, synchrony
from reelpulse.core.metrics.traces import PersonTrace, person_traces
from reelpulse.core.metrics.velocity import Rise, fastest_rise
from reelpulse.core.metrics.viewing import seconds_on_screen, whole_seconds, within_ads
from reelpulse.core.session import Ad, Exposure


@dataclass(frozen=True, slots=True, kw_only=True)
class AdFigures:
    """The figures of one ad, over all its exposures."""

    ad: Ad
    shares: Shares
    curve: Curve
    eei: ExperienceIndex
    emo_nps: EmoNps
    norms: AdNorms
    moments: Mapping[Group, PeakEnd]
    """Of the positive and of the negative emotions."""
    rise: Rise | None
    """The fastest rise of joy."""
    scores: Scores
    synchrony: Synchrony


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFigures:
    """The figures of a whole session."""

    rules: MetricRules
    readings: int
    """Seat readings behind the figures."""
    people: int
    """Seats measured during ads."""
    shares: Shares
    eei: ExperienceIndex
    emo_nps: EmoNps
    ads: tuple[AdFigures, ...]
    """In the order of their first exposure; ads that were not shown are left out."""
    crossings: tuple[Crossing, ...]
    """Pairs of ads whose order by EmoNPS hangs on the choice of K."""
    comparisons: tuple[Comparison, ...]
    """Every two ads before the same people."""
    traces: tuple[PersonTrace, ...]
    contacts: tuple[Contact, ...]
    by_emotion: Mapping[Emotion, tuple[CausingFrame, ...]]
    """For each of the seven emotions the ad frames that caused it, strongest first."""
    positive_frames: tuple[CausingFrame, ...]
    negative_frames: tuple[CausingFrame, ...]
    baseline: BaselineFigures | None = None
    """None where no neutral scene was shown: all figures are raw."""
    grades: Grades = field(default_factory=Grades)
    """How well each person was seen; nobody of sessions that were kept before there were grades."""


def show_figures(
    samples: Samples, *, ads: Sequence[Ad], exposures: Sequence[Exposure], rules: MetricRules
) -> ShowFigures:
    """Compute everything from the readings taken while ads played.

    Readings past an ad's last second are left out of all figures: players report such positions at
    the end, and the ad has no frame that could have caused them.

    Args:
        samples: readings whose exposures are all among `exposures`.
        ads: the session's plan.
        exposures: showings of these ads.
        rules: thresholds.

    Raises:
        ValueError: an exposure is of no ad of the plan, or a reading is of no exposure.
    """
    by_id = {ad.ad_id: ad for ad in ads}
    ad_of_exposure = {exposure.exposure_id: exposure.ad_id for exposure in exposures}
    if strangers := set(ad_of_exposure.values()) - set(by_id):
        raise ValueError(f"exposures of ads that are not in the plan: {sorted(strangers)}")
    lengths = {e: whole_seconds(by_id[ad_id]) for e, ad_id in ad_of_exposure.items()}
    samples = within_ads(samples, lengths)
    seconds = seat_seconds(samples)
    shown_seconds = seconds_on_screen(exposures, lengths, seconds)
    found = contacts(seconds, rules, shown_seconds=shown_seconds)

    def frames(emotions: Sequence[int], limit: int) -> tuple[CausingFrame, ...]:
        return causing_frames(
            samples,
            seconds,
            ad_of_exposure=ad_of_exposure,
            emotions=emotions,
            rules=rules,
            limit=limit,
        )

    def of_ad(ad_id: str, rows: SeatSeconds) -> SeatSeconds:
        numbers = [number for number, shown_ad in ad_of_exposure.items() if shown_ad == ad_id]
        return rows.where(np.isin(rows.exposure_id, numbers))

    shown = list(dict.fromkeys(exposure.ad_id for exposure in exposures))
    counting = counted(seconds, found)
    of_ads = tuple(
        _ad_figures(
            by_id[ad_id],
            of_ad(ad_id, seconds),
            of_ad(ad_id, counting),
            [contact for contact in found if ad_of_exposure[contact.exposure_id] == ad_id],
            rules,
        )
        for ad_id in shown
    )
    return ShowFigures(
        rules=rules,
        readings=len(samples),
        people=len(np.unique(seconds.seat)),
        shares=shares(seconds),
        eei=experience_index(found),
        emo_nps=emo_nps(found, silence_weight=rules.silence_weight),
        ads=of_ads,
        crossings=crossings({row.ad.ad_id: row.emo_nps for row in of_ads}),
        comparisons=comparisons({ad_id: of_ad(ad_id, counting) for ad_id in shown}),
        traces=person_traces(found, ad_of_exposure),
        contacts=found,
        by_emotion={e: frames([i], 3) for i, e in enumerate(EMOTIONS)},
        positive_frames=frames(members(Group.POSITIVE), rules.frames_per_list),
        negative_frames=frames(members(Group.NEGATIVE), rules.frames_per_list),
    )


def _ad_figures(
    ad: Ad,
    seconds: SeatSeconds,
    of_contacts: SeatSeconds,
    found: Sequence[Contact],
    rules: MetricRules,
) -> AdFigures:
    duration_s = whole_seconds(ad)
    by_second = curve(seconds, duration_s=duration_s)
    return AdFigures(
        ad=ad,
        shares=shares(seconds),
        curve=by_second,
        eei=experience_index(found),
        emo_nps=emo_nps(found, silence_weight=rules.silence_weight),
        norms=ad_norms(of_contacts, by_second),
        moments={g: peak_end(by_second, g) for g in (Group.POSITIVE, Group.NEGATIVE)},
        rise=fastest_rise(seconds, duration_s=duration_s),
        scores=scores(seconds, of_contacts, duration_s=duration_s),
        synchrony=synchrony(seconds),
    )
