"""What people coded by hand of the faces, beside what the machine read."""

from __future__ import annotations

from dataclasses import dataclass

from reelpulse.core.emotion import Emotion


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLabel:
    """One emotion that one coder saw on one person for some time of one showing."""

    coder: str
    exposure_id: int
    seat: int
    from_ms: int
    to_ms: int
    """Both on the ad's timecode; the end itself does not belong to it."""
    emotion: Emotion


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderAgreement:
    """The machine beside one coder; units are seconds of one person."""

    coder: str
    coded: int
    """Seconds that the coder coded."""
    compared: int
    """Of these, the machine measured so many; the others are missing and compared with nothing."""
    same: int
    """Of these, both named the same emotion."""
    kappa: float | None
    """Cohen's kappa over the seven emotions; None where it is not defined."""
    kappa_groups: float | None
    """The same over the three groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFigures:
    """How far the machine and people agree in one session."""

    coders: tuple[CoderAgreement, ...]
    units: int
    """Seconds that somebody coded."""
    shared_units: int
    """Of these, at least two named an emotion: coders, or a coder and the machine."""
    alpha: float | None
    """Krippendorff's alpha over the seven emotions, of all coders and the machine."""
    alpha_groups: float | None
    """The same over the three groups."""
    alpha_people: float | None
    """Over the seven emotions, of the coders alone; None with fewer than two."""
