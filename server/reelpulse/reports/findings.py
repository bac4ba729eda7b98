"""What the headline figures say, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping

from reelpulse.core.metrics.contacts import ExperienceIndex
from reelpulse.core.metrics.crossings import Crossing
from reelpulse.core.metrics.few import too_few
from reelpulse.core.metrics.persons import SILENCE_WEIGHT_BAND, EmoNps
from reelpulse.core.session import Ad
from reelpulse.reports.wording import Wording


def about_eei(eei: ExperienceIndex, wording: Wording) -> str:
    """One sentence on the Emotional Experience Index."""
    if eei.value is None:
        return wording.text(
            "No viewing was measured for long enough, so there is no EEI: nothing is known "
            "about these contacts."
        )
    if eei.positive == eei.negative == 0:
        return wording.text("No viewing left a trace of either kind: the faces stayed calm.")
    if eei.value > 0:
        return wording.text("More viewings left a positive trace than a negative one.")
    if eei.value < 0:
        return wording.text("More viewings left a negative trace than a positive one.")
    return wording.text("As many viewings left a positive trace as a negative one.")


def about_emo_nps(nps: EmoNps, wording: Wording) -> str:
    """One sentence on EmoNPS, and whether its sign hangs on the choice of K."""
    if nps.value is None or nps.band is None:
        return wording.text("Nobody was measured for long enough, so there is no EmoNPS.")
    if nps.band[0] < 0 < nps.band[1]:
        return wording.text(
            "Whether it is above or below zero depends on how much silence weighs: %(high)s at "
            "K = %(low_k)s, %(low)s at K = %(high_k)s.",
            high=wording.signed(nps.band[1]),
            low=wording.signed(nps.band[0]),
            low_k=wording.plain(SILENCE_WEIGHT_BAND[0]),
            high_k=wording.plain(SILENCE_WEIGHT_BAND[1]),
        )
    if nps.value > 0:
        return wording.text("The engaged outweigh the critical and the silent.")
    if nps.value < 0:
        return wording.text("The critical and the silent outweigh the engaged.")
    return wording.text("The engaged and the others balance out.")


def about_crossing(crossing: Crossing, ads: Mapping[str, Ad], wording: Wording) -> str:
    """One sentence on two ads whose order hangs on the choice of K."""
    return wording.text(
        "“%(below)s” stands above “%(above)s” when K is below %(k)s, and below it when K is above.",
        below=ads[crossing.leads_below].title,
        above=ads[crossing.leads_above].title,
        k=wording.decimal(crossing.silence_weight),
    )


def about_few_people(people: int, wording: Wording) -> str | None:
    """A clear remark when the group is too small to speak for anybody else; else None."""
    if not too_few(people):
        return None
    measured = wording.counted(
        "Too few people to speak for an audience: %(num)s person was measured.",
        "Too few people to speak for an audience: %(num)s people were measured.",
        people,
    )
    return f"{measured} " + wording.text(
        "One person alone moves a share of people by %(points)s percentage points, and one "
        "person’s face is not a market. Read the figures as observations on this group.",
        points=wording.plain(round(100 / people, 1)),
    )
