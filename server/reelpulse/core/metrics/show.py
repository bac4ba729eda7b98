"""All figures of a session, whole and by ad, computed in one place for page, report and export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reelpulse.core.emotion import EMOTIONS, Emotion, Group, members
from reelpulse.core.metrics.causes import CausingFrame, causing_frames
from reelpulse.core.metrics.contacts import Contact, ExperienceIndex, contacts, experience_index
from reelpulse.core.metrics.crossings import Crossing, crossings
from reelpulse.core.metrics.curve import Curve, curve
from reelpulse.core.metrics.epochs import SeatSeconds, seat_seconds
from reelpulse.core.metrics.persons import EmoNps, emo_nps
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.shares import Shares, shares
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
    contacts: tuple[Contact, ...]
    by_emotion: Mapping[Emotion, tuple[CausingFrame, ...]]
    """For each of the seven emotions the ad frames that caused it, strongest first."""
    positive_frames: tuple[CausingFrame, ...]
    negative_frames: tuple[CausingFrame, ...]


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

    shown = list(dict.fromkeys(exposure.ad_id for exposure in exposures))
    of_ads = tuple(_ad_figures(by_id[ad_id], seconds, found, exposures, rules) for ad_id in shown)
    return ShowFigures(
        rules=rules,
        readings=len(samples),
        people=len(np.unique(seconds.seat)),
        shares=shares(seconds),
        eei=experience_index(found),
        emo_nps=emo_nps(found, silence_weight=rules.silence_weight),
        ads=of_ads,
        crossings=crossings({row.ad.ad_id: row.emo_nps for row in of_ads}),
        contacts=found,
        by_emotion={e: frames([i], 3) for i, e in enumerate(EMOTIONS)},
        positive_frames=frames(members(Group.POSITIVE), rules.frames_per_list),
        negative_frames=frames(members(Group.NEGATIVE), rules.frames_per_list),
    )


def _ad_figures(
    ad: Ad,
    seconds: SeatSeconds,
    found: Sequence[Contact],
    exposures: Sequence[Exposure],
    rules: MetricRules,
) -> AdFigures:
    numbers = [e.exposure_id for e in exposures if e.ad_id == ad.ad_id]
    rows = seconds.where(np.isin(seconds.exposure_id, numbers))
    own = [contact for contact in found if contact.exposure_id in numbers]
    return AdFigures(
        ad=ad,
        shares=shares(rows),
        curve=curve(rows, duration_s=whole_seconds(ad)),
        eei=experience_index(own),
        emo_nps=emo_nps(own, silence_weight=rules.silence_weight),
    )
