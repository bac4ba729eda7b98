"""Shows the audience's picture on the whole of a screen."""

from __future__ import annotations

from reelpulse.core.obs import Monitor
from reelpulse.errors import ObsError, ObsRefusedError
from reelpulse.obs import names
from reelpulse.obs.requests import NO_SUCH_SOURCE, Requests


def read_monitors(requests: Requests) -> tuple[Monitor, ...]:
    """All screens of this machine, as OBS numbers them."""
    return tuple(
        Monitor(
            index=one["monitorIndex"],
            name=one["monitorName"],
            width_px=one["monitorWidth"],
            height_px=one["monitorHeight"],
        )
        for one in requests.ask("GetMonitorList")["monitors"]
    )


def open_projector(requests: Requests, monitor: int) -> None:
    """Open the audience's scene full screen; Esc closes it.

    Raises:
        ObsError: there is no such screen, or the scenes are not set up.
    """
    known = read_monitors(requests)
    if monitor not in {one.index for one in known}:
        raise ObsError(
            "There is no screen {number}. There are: {known}.",
            number=monitor,
            known=", ".join(f"{one.index} ({one.name})" for one in known) or "-",
        )
    try:
        requests.ask("OpenSourceProjector", sourceName=names.AUDIENCE, monitorIndex=monitor)
    except ObsRefusedError as problem:
        if problem.code == NO_SUCH_SOURCE:
            raise ObsError(
                "The scene “{scene}” is not in OBS's current collection. Set up OBS first.",
                scene=names.AUDIENCE,
            ) from problem
        raise
