"""Turns labels and measured seconds into the figures of the page, the command and the report."""

from __future__ import annotations

from collections.abc import Sequence

from reelpulse.agreement.coefficients import Codes, cohen_kappa, krippendorff_alpha
from reelpulse.core.labels import AgreementFigures, CoderAgreement, HandLabel
from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.ratings import MISSING, in_groups, ratings


def agreement(labels: Sequence[HandLabel], seconds: SeatSeconds) -> AgreementFigures | None:
    """How far they agree; None where nobody has coded anything.

    Args:
        labels: of one session; a coder names each second at most once.
        seconds: what the machine measured in it.
    """
    if not labels:
        return None
    table = ratings(labels, seconds)
    everybody = table.everybody
    return AgreementFigures(
        coders=tuple(
            _beside(coder, row, table.machine)
            for coder, row in zip(table.coders, table.people, strict=True)
        ),
        units=everybody.shape[1],
        shared_units=int(((everybody != MISSING).sum(axis=0) >= 2).sum()),
        alpha=krippendorff_alpha(everybody),
        alpha_groups=krippendorff_alpha(in_groups(everybody)),
        alpha_people=krippendorff_alpha(table.people),
    )


def _beside(coder: str, row: Codes, machine: Codes) -> CoderAgreement:
    both = (row != MISSING) & (machine != MISSING)
    return CoderAgreement(
        coder=coder,
        coded=int((row != MISSING).sum()),
        compared=int(both.sum()),
        same=int((row[both] == machine[both]).sum()),
        kappa=cohen_kappa(row, machine),
        kappa_groups=cohen_kappa(in_groups(row), in_groups(machine)),
    )
