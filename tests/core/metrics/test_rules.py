"""Every threshold has a range."""

from __future__ import annotations

import pytest

from reelpulse.core.metrics.rules import MetricRules


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trace_probability", 0.33),
        ("trace_probability", 1.01),
        ("trace_seconds", 0),
        ("contact_coverage", -0.1),
        ("reaction_lag_ms", 5001),
        ("silence_weight", 0.19),
        ("silence_weight", float("nan")),
        ("frame_gap_s", 0),
        ("frames_per_list", 21),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"^{name} is {value}; it must lie between"):
        MetricRules(**{name: value})  # type: ignore[arg-type]  # one of several fields


def test_the_ends_of_the_ranges_are_allowed() -> None:
    assert MetricRules(silence_weight=0.2).silence_weight == 0.2
    assert MetricRules(silence_weight=1.0).silence_weight == 1.0
    assert MetricRules(contact_coverage=0.0).contact_coverage == 0.0
