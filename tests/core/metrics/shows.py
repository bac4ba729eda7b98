"""Makes up whole shows for property tests: ads, showings cut short, people who come and go."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st
from tests.core.metrics.tables import Row, ad, exposure, samples

from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.show import ShowFigures, show_figures
from reelpulse.core.session import Ad, Exposure, ExposureEnd

# Of no vector of 64ths the group probability is exactly this: no rounding decides a trace.
RULES = MetricRules(trace_probability=0.4871, frame_gap_s=2, frames_per_list=4)


@dataclass(frozen=True, slots=True)
class Show:
    """What a session left behind."""

    rows: tuple[Row, ...]
    ads: tuple[Ad, ...]
    exposures: tuple[Exposure, ...]

    def figures(self, rules: MetricRules = RULES) -> ShowFigures:
        return show_figures(
            samples(*self.rows), ads=self.ads, exposures=self.exposures, rules=rules
        )


def vectors_of_64ths(number: int) -> tuple[tuple[float, ...], ...]:
    """Vectors that sum to 1 exactly in binary; some certain, some torn between two, most mixed."""
    random = Random(7)  # noqa: S311  seeded, so that every run has the same
    found: list[tuple[float, ...]] = []
    for spread in [1, 2, 7] * number:
        shares = [0] * len(EMOTIONS)
        allowed = random.sample(range(len(EMOTIONS)), spread)
        for place in range(64):
            shares[allowed[place % 2] if spread == 2 else random.choice(allowed)] += 1
        found.append(tuple(share / 64 for share in shares))
    return tuple(found[:number])


VECTORS = vectors_of_64ths(60)


@st.composite
def exposures_of(draw: st.DrawFn, number: int, ads: list[Ad]) -> Exposure:
    how = draw(st.sampled_from([*ExposureEnd, None]))
    seconds = draw(st.integers(0, 40)) / 10
    return exposure(
        number,
        draw(st.sampled_from(ads)).ad_id,
        how=how,
        on_screen_s=seconds if how is not None else None,
    )


@st.composite
def shows(draw: st.DrawFn) -> Show:
    """Up to three showings of two ads before three people; some readings lie past an ad's end."""
    ads = [ad("a", duration_ms=draw(st.integers(900, 3300))), ad("b", duration_ms=2000)]
    exposures = [draw(exposures_of(n, ads)) for n in range(1, draw(st.integers(0, 3)) + 1)]
    moments = st.tuples(
        st.sampled_from([e.exposure_id for e in exposures] or [0]),
        st.integers(1, 3),
        st.integers(0, 15).map(lambda quarter: quarter * 250),
    )
    places = draw(st.lists(moments, unique=True, max_size=40)) if exposures else []
    rows = [Row(*place, draw(st.sampled_from(VECTORS))) for place in places]
    return Show(tuple(rows), tuple(ads), tuple(exposures))
