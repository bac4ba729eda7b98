"""The plain sentences fit the figures they stand under."""

from __future__ import annotations

import pytest
from tests.core.metrics.tables import ad as made_ad

from reelpulse.core.metrics.contacts import ExperienceIndex
from reelpulse.core.metrics.crossings import Crossing
from reelpulse.core.metrics.persons import EmoNps
from reelpulse.reports.findings import about_crossing, about_eei, about_emo_nps, about_few_people
from reelpulse.reports.wording import Wording
from reelpulse.texts import Language

ENGLISH, RUSSIAN = Wording(Language.ENGLISH), Wording(Language.RUSSIAN)


def eei(contacts: int, positive: int, negative: int) -> ExperienceIndex:
    value = 100 * (positive - negative) / contacts if contacts else None
    return ExperienceIndex(
        value=value,
        interval=None,
        people=contacts,
        contacts=contacts,
        positive=positive,
        negative=negative,
    )


def nps(engaged: int, critical: int, silent: int) -> EmoNps:
    persons = engaged + critical + silent

    def at(weight: float) -> float:
        return 100 * (engaged - critical - weight * silent) / persons

    return EmoNps(
        value=at(0.5) if persons else None,
        silence_weight=0.5,
        band=(at(1), at(0.2)) if persons else None,
        persons=persons,
        engaged=engaged,
        critical=critical,
        silent=silent,
        mixed=0,
    )


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (eei(0, 0, 0), "there is no EEI"),
        (eei(4, 0, 0), "No viewing left a trace"),
        (eei(4, 2, 1), "positive trace than a negative"),
        (eei(4, 1, 2), "negative trace than a positive"),
        (eei(4, 1, 1), "As many viewings"),
    ],
)
def test_a_sentence_on_eei(index: ExperienceIndex, words: str) -> None:
    assert words in about_eei(index, ENGLISH)


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (nps(0, 0, 0), "there is no EmoNPS"),
        (nps(3, 1, 1), "The engaged outweigh"),
        (nps(1, 3, 0), "The critical and the silent outweigh"),
        (nps(2, 2, 0), "balance out"),
        (nps(2, 1, 2), "+12.0 at K = 0.2, −20.0 at K = 1"),
    ],
)
def test_a_sentence_on_emo_nps(index: EmoNps, words: str) -> None:
    """With 2 engaged, 1 critical and 2 silent the sign hangs on K."""
    assert words in about_emo_nps(index, ENGLISH)


def test_two_ads_that_change_places_are_named_with_the_k_where_they_meet() -> None:
    ads = {ad_id: made_ad(ad_id, duration_ms=1000) for ad_id in ("tea", "cake")}
    crossing = Crossing(silence_weight=0.625, leads_below="tea", leads_above="cake")
    assert about_crossing(crossing, ads, ENGLISH) == (
        "“Tea” stands above “Cake” when K is below 0.62, and below it when K is above."
    )
    assert about_crossing(crossing, ads, RUSSIAN) == (
        "«Tea» стоит выше, чем «Cake», пока K меньше 0,62, и ниже, когда K больше."
    )


@pytest.mark.parametrize("people", [0, 8, 30])
def test_there_is_no_remark_for_nobody_and_for_a_group(people: int) -> None:
    assert about_few_people(people, ENGLISH) is None


def test_few_people_are_named_with_what_one_of_them_weighs() -> None:
    assert "3 people were measured. One person alone moves a share of people by 33.3" in str(
        about_few_people(3, ENGLISH)
    )
    assert "измерен 1 человек" in str(about_few_people(1, RUSSIAN))
    assert "измерено 3 человека" in str(about_few_people(3, RUSSIAN))
