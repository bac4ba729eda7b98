"""Films, plans and a reader that sees in every picture as many people as it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tests.live.stage import IDENTITY, NO_TIME, face_at
from tests.reports.videos import number_of

from reelpulse.core.attention import AttentionRules
from reelpulse.core.baseline import BaselineRules
from reelpulse.core.following import FollowRules, People
from reelpulse.core.frame import PictureAnalysis
from reelpulse.core.grades import GradeRules
from reelpulse.core.quality import QualityLimits
from reelpulse.core.session import Ad, Recording, Session, SessionState
from reelpulse.core.steadiness import SteadyRules
from reelpulse.core.talking import TalkingRules
from reelpulse.media.films import FilmFacts
from reelpulse.offline.plan import AnalysisPlan

RULES = FollowRules(
    seat_sightings=3,
    limits=QualityLimits(),
    steady=SteadyRules(smoothing_ms=500, margin=0.4),
    attention=AttentionRules(baseline_frames=5),
    grades=GradeRules(),
    talking=TalkingRules(),
    baseline=BaselineRules(),
    uses_corrected=True,
)


class NumberReader:
    """Reads films of `make_video`: a person who moves with the picture's number, later a second one.

    As the real one it remembers: what it reads depends a little on how long it has been reading.
    """

    identity = IDENTITY

    def __init__(self) -> None:
        self.seen: list[int] = []
        self._remembered = 0
        self.before_each: Callable[[int], None] = lambda _: None

    def analyse_picture(
        self,
        picture: npt.NDArray[np.uint8],
        *,
        source: str | None = None,  # noqa: ARG002  the port's
        at_ns: int = 0,  # noqa: ARG002  the port's
    ) -> PictureAnalysis:
        number = number_of(picture)
        self.before_each(number)
        self.seen.append(number)
        self._remembered += 1
        probability = 0.5 + number % 7 / 20 + self._remembered / 10_000
        faces = [face_at(100 + number / 10, probability=probability)]
        faces += [face_at(400)] if number > 60 else []
        return PictureAnalysis(width_px=160, height_px=96, faces=tuple(faces), durations=NO_TIME)

    def begin_anew(self) -> None:
        self._remembered = 0


def facts(
    path: Path = Path("/films/group.mkv"),
    *,
    sha256: str = "f" * 64,
    duration_s: float | None = 60.0,
    size: tuple[int, int] = (1280, 720),
) -> FilmFacts:
    return FilmFacts(
        path=path,
        sha256=sha256,
        width_px=size[0],
        height_px=size[1],
        duration_s=duration_s,
        frame_rate_hz=25.0,
    )


def ad(ad_id: str, *, seconds: float = 10) -> Ad:
    return Ad(
        ad_id=ad_id,
        title=ad_id.title(),
        path=Path(f"/ads/{ad_id}.mp4"),
        sha256=ad_id * 4,
        duration_ms=round(seconds * 1000),
        width_px=640,
        height_px=360,
        frame_rate_hz=25.0,
    )


def draft(plan: AnalysisPlan) -> Session:
    """The session of a plan, to be stored."""
    return Session(
        session_id=0,
        title=plan.title,
        state=SessionState.ANALYSING,
        created_unix_ms=plan.created_unix_ms,
        clock_name=plan.clock_name,
        clock_anchor_ns=plan.clock_anchor_ns,
        ads=plan.ads,
        exposures=(),
        models=IDENTITY.models,
        provider=IDENTITY.provider,
        settings={"analysis": plan.record()},
        recordings=tuple(
            Recording(started_at_ns=one.starts_at_ns, path=one.film.path) for one in plan.segments
        ),
        film=plan.origin,
        baseline_ms=plan.baseline_ms,
        baselines=plan.baselines,
    )


def nobody() -> People:
    return People(RULES)
