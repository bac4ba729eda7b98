"""Tells the show when OBS goes away while it records."""

from __future__ import annotations

import asyncio

from reelpulse.core.obs import ObsLinkState
from reelpulse.live.screening import Screening
from reelpulse.obs.link import ObsLink


async def watch_recording(link: ObsLink, screening: Screening) -> None:
    """Until cancelled."""
    changed = asyncio.Event()
    unsubscribe = link.on_change(changed.set)
    try:
        while True:
            await changed.wait()
            changed.clear()
            if link.state is not ObsLinkState.CONNECTED and screening.state.recording:
                await screening.recording_lost()
    finally:
        unsubscribe()
