"""All checks in the order in which a person would mend things."""

from __future__ import annotations

from collections.abc import Sequence

from reelpulse.doctor.calibration import check_calibration
from reelpulse.doctor.database import check_database
from reelpulse.doctor.finding import Finding, State
from reelpulse.doctor.nets import check_nets, check_provider, check_terms
from reelpulse.doctor.obs import check_obs
from reelpulse.doctor.pango import check_pango
from reelpulse.doctor.port import check_port
from reelpulse.doctor.python import check_opencv, check_packages, check_python
from reelpulse.doctor.space import check_space
from reelpulse.settings import Settings


def run_doctor(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything a screening needs; nothing is changed."""
    return (
        check_python(),
        check_packages(),
        check_opencv(),
        check_nets(nets_dir=settings.nets_dir, landmarks=settings.vision.landmarks),
        check_terms(nets_dir=settings.nets_dir, landmarks=settings.vision.landmarks),
        check_provider(settings),
        check_pango(),
        check_space(settings),
        check_database(settings),
        check_port(settings),
        check_obs(settings),
        check_calibration(settings),
    )


def exit_code(findings: Sequence[Finding]) -> int:
    """1 when something must be mended, else 0."""
    return int(any(finding.state is State.FAILED for finding in findings))
