"""What a fact says that reached the server only after the showing was taken for lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reelpulse.core.session import Ad, Exposure, ExposureEnd

TOLERANCE_NS: Final = 1_000_000_000
"""An ad that moved for all but this of its length has played to its end."""


def begun_late(known: Exposure | None, ad: Ad, *, exposure_id: int, at_ns: int) -> Exposure | None:
    """The showing did begin; None when that is known already."""
    if known is not None:
        return None
    return Exposure(
        exposure_id=exposure_id,
        ad_id=ad.ad_id,
        started_at_ns=at_ns,
        ended_how=ExposureEnd.LOST,
    )


def ended_late(known: Exposure | None, ad: Ad, *, at_ns: int) -> Exposure | None:
    """The showing ended at this moment: played, if it moved for as long as the ad is, else lost."""
    if known is None:
        return None
    has_played = known.moving_ns(at_ns) + TOLERANCE_NS >= ad.duration_ms * 1_000_000
    how = ExposureEnd.PLAYED if has_played else ExposureEnd.LOST
    return replace(known, ended_at_ns=at_ns, ended_how=how)


def paused_late(known: Exposure | None, _ad: Ad, *, at_ns: int) -> Exposure | None:
    """The ad was held."""
    return None if known is None else known.paused(at_ns)


def resumed_late(known: Exposure | None, _ad: Ad, *, at_ns: int) -> Exposure | None:
    """The ad went on."""
    return None if known is None else known.resumed(at_ns)
