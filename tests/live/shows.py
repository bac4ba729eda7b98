"""What the tests of a show share: a show that was started, an ad that began, what is stored."""

from __future__ import annotations

from tests.live.stage import RemotePlayer, Stage, ad

from reelpulse.core.session import ExposureEnd, Session


async def started(
    stage: Stage,
    *ads: str,
    buffer_ms: int = 1000,
    baseline_ms: int = 0,
    recorded: bool = False,
) -> RemotePlayer:
    """A show of these ads that was just started; its player was told to play the first."""
    player = RemotePlayer()
    await stage.screening.player_connected(player)
    await stage.screening.prepare(
        title="Tuesday",
        ads=[ad(name) for name in ads],
        buffer_ms=buffer_ms,
        baseline_ms=baseline_ms,
        recorded=recorded,
    )
    await stage.screening.start()
    return player


async def begin(stage: Stage, player: RemotePlayer, *, at_ns: int = 100) -> int:
    """The player says that the ad it was told to play is on the screen."""
    await stage.screening.exposure_started(player.last, at_ns)
    return player.last


async def stored(stage: Stage, session_id: int = 1) -> Session:
    return await stage.stored(stage.library.session, session_id)


def outline(session: Session) -> list[tuple[str, ExposureEnd | None]]:
    return [(exposure.ad_id, exposure.ended_how) for exposure in session.exposures]
