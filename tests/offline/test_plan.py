"""A plan puts films and ads on one time line, and knows itself again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.live.stage import IDENTITY
from tests.offline.films import ad, facts

from reelpulse.core.ports import AnalyserIdentity
from reelpulse.errors import AnalysisError
from reelpulse.media.films import FilmFacts, Region
from reelpulse.offline.plan import AdStart, AnalysisPlan, fingerprint, plan_of_film

CORNER = Region(left_px=960, top_px=540, width_px=320, height_px=180)


def plan(
    *starts: AdStart,
    film: FilmFacts | None = None,
    region: Region | None = None,
    rate_hz: float = 15.0,
) -> AnalysisPlan:
    return plan_of_film(
        film or facts(),
        title="Evening",
        starts=starts,
        region=region,
        rate_hz=rate_hz,
        now_unix_ms=1_780_000_000_000,
    )


def test_ads_lie_where_they_were_said_to_begin_in_the_order_of_time() -> None:
    made = plan(AdStart(ad=ad("tea"), at_ms=30_000), AdStart(ad=ad("car"), at_ms=2_500))
    assert [one.ad_id for one in made.ads] == ["car", "tea"]
    assert [(e.ad_id, e.started_at_ns, e.ended_at_ns) for e in made.exposures] == [
        ("car", 2_500_000_000, 12_500_000_000),
        ("tea", 30_000_000_000, 40_000_000_000),
    ]
    assert not made.origin.of_whole_film


def test_without_ads_the_film_itself_has_the_seconds() -> None:
    made = plan(film=facts(duration_s=61.5))
    (stand_in,), (exposure,) = made.ads, made.exposures
    assert (stand_in.title, stand_in.duration_ms, stand_in.sha256) == ("group", 61_500, "f" * 64)
    assert (exposure.started_at_ns, exposure.ended_at_ns) == (0, None)
    assert made.origin.of_whole_film


def test_what_does_not_fit_into_the_film_is_told() -> None:
    with pytest.raises(AnalysisError, match=r"“Tea” begins at 9.0 s, before “Car”.*has ended"):
        plan(AdStart(ad=ad("car"), at_ms=0), AdStart(ad=ad("tea"), at_ms=9_000))
    with pytest.raises(AnalysisError, match=r"begins at 61.0 s, but the film ends at 60.0 s"):
        plan(AdStart(ad=ad("tea"), at_ms=61_000))
    with pytest.raises(AnalysisError, match=r"961,540,320,180 does not lie in .* 1280×720"):
        plan(region=replace(CORNER, left_px=961))
    with pytest.raises(AnalysisError, match="0,0,0,9 does not lie"):
        plan(region=Region(left_px=0, top_px=0, width_px=0, height_px=9))
    with pytest.raises(AnalysisError, match="does not say how long it is"):
        plan(film=facts(duration_s=None))
    assert plan(region=CORNER).segments[0].region == CORNER


def test_a_fingerprint_tells_apart_all_that_changes_figures_and_nothing_else() -> None:
    tea = AdStart(ad=ad("tea"), at_ms=5_000)
    settings: dict[str, object] = {"quality": {"yaw_deg_max": 50}}
    here = fingerprint(plan(tea), IDENTITY, settings)
    moved = replace(facts(), path=facts().path.with_name("moved.mkv"))
    assert fingerprint(plan(tea, film=moved), IDENTITY, settings) == here
    others = [
        fingerprint(plan(), IDENTITY, settings),
        fingerprint(plan(replace(tea, at_ms=5_001)), IDENTITY, settings),
        fingerprint(plan(tea, region=CORNER), IDENTITY, settings),
        fingerprint(plan(tea, rate_hz=10.0), IDENTITY, settings),
        fingerprint(plan(tea, film=facts(sha256="e" * 64)), IDENTITY, settings),
        fingerprint(plan(tea), IDENTITY, {"quality": {"yaw_deg_max": 40}}),
        fingerprint(plan(tea), AnalyserIdentity(provider="GPU", models=()), settings),
    ]
    assert len({here, *others}) == 8
