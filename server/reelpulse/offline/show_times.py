"""Which ad was on the screen at a moment, and how far it was, by the stored showings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from reelpulse.core.frame import ShowPosition
from reelpulse.core.session import Ad, Exposure, ExposureEnd

_SCENE: Final = "film"
_MS_NS: Final = 1_000_000
_WHOLE_NS: Final = 500 * _MS_NS
"""An ad that lacks no more than this at the end of a film was shown whole."""


def position_at(exposures: Iterable[Exposure], at_ns: int) -> ShowPosition:
    """What the people saw at a moment; a showing without an end lasts.

    An ad that was held stands where it was. The position is reckoned from the stored moments of start,
    pause and going on, so it needs no time to settle.
    """
    for exposure in exposures:
        end_ns = exposure.ended_at_ns
        if exposure.started_at_ns <= at_ns and (end_ns is None or at_ns < end_ns):
            return ShowPosition(
                scene=_SCENE,
                exposure_id=exposure.exposure_id,
                ad_id=exposure.ad_id,
                ad_position_ms=exposure.moving_ns(at_ns) // _MS_NS,
            )
    return ShowPosition(scene=_SCENE, exposure_id=None, ad_id=None, ad_position_ms=None)


def ended_with_film(
    exposures: Sequence[Exposure], ads: Sequence[Ad], *, read_to_ns: int
) -> tuple[Exposure, ...]:
    """The showings whose end was not stored, as far as the film goes.

    Args:
        exposures: of the session; those that say how they ended stay as they are.
        ads: the plan.
        read_to_ns: the last moment of which there was a picture.
    """
    length_ns = {ad.ad_id: ad.duration_ms * _MS_NS for ad in ads}
    return tuple(
        exposure
        if exposure.ended_how is not None
        else _ended(exposure, exposure.started_at_ns + length_ns[exposure.ad_id], read_to_ns)
        for exposure in exposures
    )


def _ended(exposure: Exposure, end_ns: int, read_to_ns: int) -> Exposure:
    if read_to_ns + _WHOLE_NS >= end_ns:
        return replace(exposure, ended_at_ns=end_ns, ended_how=ExposureEnd.PLAYED)
    cut_at_ns = max(read_to_ns, exposure.started_at_ns)
    return replace(exposure, ended_at_ns=cut_at_ns, ended_how=ExposureEnd.LOST)
