"""How much of an ad a showing put on the screen, and which readings belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.session import Ad, Exposure, ExposureEnd

_SECOND_NS = 1_000_000_000


def whole_seconds(ad: Ad) -> int:
    """Length of the ad in seconds, the last one perhaps not full."""
    return ceil(ad.duration_ms / 1000)


def within_ads(samples: Samples, lengths: Mapping[int, int]) -> Samples:
    """The readings that lie inside their ad.

    Args:
        samples: readings of the exposures in `lengths`.
        lengths: by exposure, the ad's whole seconds.

    Raises:
        ValueError: a reading is of no exposure in `lengths`.
    """
    if strangers := set(samples.exposure_id.tolist()) - set(lengths):
        raise ValueError(f"readings of exposures that are not in the session: {sorted(strangers)}")
    length_s = np.array([lengths[i] for i in samples.exposure_id.tolist()], dtype=np.int64)
    inside = samples.position_ms // 1000 < length_s
    return Samples(
        exposure_id=samples.exposure_id[inside],
        seat=samples.seat[inside],
        position_ms=samples.position_ms[inside],
        probabilities=samples.probabilities[inside],
    )


def seconds_on_screen(
    exposures: Sequence[Exposure], lengths: Mapping[int, int], seconds: SeatSeconds
) -> dict[int, int]:
    """By exposure, how many seconds of the ad were shown.

    An ad that played to its end was shown whole, also when nobody was measured in its last seconds.
    One that was cut short was shown for as long as it moved on the screen, and at least as far as
    somebody was measured; when its end is not known, only the measured part is certain.
    """
    return {
        exposure.exposure_id: _shown_s(exposure, lengths[exposure.exposure_id], seconds)
        for exposure in exposures
    }


def _shown_s(exposure: Exposure, length_s: int, seconds: SeatSeconds) -> int:
    if exposure.ended_how is ExposureEnd.PLAYED:
        return length_s
    on_screen_ns = exposure.moving_ns(exposure.ended_at_ns or exposure.started_at_ns)
    measured = seconds.second[seconds.exposure_id == exposure.exposure_id]
    return min(length_s, max(ceil(on_screen_ns / _SECOND_NS), int(measured.max(initial=-1)) + 1))
