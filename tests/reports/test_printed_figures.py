"""Every figure of a show stands in the printed report."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.reports.conftest import CAKE, TEA
from tests.reports.printing import figure, percent, printed, text_of
from tests.reports.shows import ANGER, CALM, JOY, Seen, make_input

from reelpulse.core.emotion import EMOTIONS, GROUPS, Group
from reelpulse.core.metrics.causes import CausingFrame
from reelpulse.core.metrics.peak_end import Peak, PeakEnd
from reelpulse.core.session import Ad
from reelpulse.reports.inputs import ReportInput
from reelpulse.reports.wording import Wording, timecode
from reelpulse.texts import Language


def test_every_share_is_printed_whole_and_by_ad(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    given, _, text = both
    columns = [given.figures.shares, *(ad.shares for ad in given.figures.ads)]
    names = {
        Language.ENGLISH: [str(emotion) for emotion in EMOTIONS],
        Language.RUSSIAN: [
            "гнев",
            "отвращение",
            "страх",
            "радость",
            "грусть",
            "удивление",
            "нейтрально",
        ],
    }[given.language]
    for name, emotion in zip(names, EMOTIONS, strict=True):
        row = " ".join(percent(column.emotions[emotion], given.language) for column in columns)
        assert f"{name} {row}" in text
    for name, group in zip(
        ["Positive", "Negative", "Neutral"]
        if given.language is Language.ENGLISH
        else ["Позитив", "Негатив", "Нейтрально"],
        columns[0].groups,
        strict=True,
    ):
        row = " ".join(percent(column.groups[group], given.language) for column in columns)
        assert f"{name} {row}" in text


def test_eei_is_printed_with_its_contacts(both: tuple[ReportInput, PdfReader, str]) -> None:
    given, _, text = both
    whole = "Whole show" if given.language is Language.ENGLISH else "Весь показ"
    rows = [*((ad.ad.title, ad.eei) for ad in given.figures.ads), (whole, given.figures.eei)]
    for title, eei in rows:
        assert eei.value is not None
        assert (
            f"{title} {eei.contacts}* {eei.positive} "
            f"{percent(eei.positive / eei.contacts, given.language)} {eei.negative} "
            f"{percent(eei.negative / eei.contacts, given.language)} "
            f"{figure(eei.value, given.language, sign=True)}"
        ) in text


def test_figures_of_eight_people_are_not_marked_and_those_of_seven_are(
    cake: Ad, tmp_path: Path
) -> None:
    eight: Seen = {seat: [CALM, JOY, JOY, CALM] for seat in range(1, 9)}
    text = text_of(printed(make_input([(cake, eight)]), tmp_path / "eight.pdf"))
    assert text.count("*") == text.count("* of fewer than 8 people")
    seven: Seen = {**eight, 8: [None, JOY, None, None]}
    text = text_of(printed(make_input([(cake, seven)]), tmp_path / "seven.pdf"))
    # Eight people were measured, but of the eighth no viewing counts.
    assert "Too few people" not in text
    assert "Торт 7* 7 100.0% 0 0.0% +100.0" in text
    assert "7 people whose viewing counts*" in text
    assert "people 8 8 measured" in text


def test_ten_people_have_an_interval_and_ads_that_change_places_are_told(
    tea: Ad, cake: Ad, tmp_path: Path
) -> None:
    """Tea: 5 engaged, 5 silent, 50 - 50 K; cake: 2 engaged, 8 mixed, 20: they meet at K = 0.6."""
    half: Seen = {s: [JOY, JOY, CALM] if s <= 5 else [CALM] * 3 for s in range(1, 11)}
    mixed: Seen = {
        s: [JOY, JOY, CALM, CALM] if s <= 2 else [JOY, JOY, ANGER, ANGER] for s in range(1, 11)
    }
    given = make_input([(dataclasses.replace(tea, duration_ms=3000), half), (cake, mixed)])
    first, second = given.figures.ads
    assert first.eei.interval == (20.0, 80.0)
    assert second.eei.interval == pytest.approx((0, 50))
    text = text_of(printed(given, tmp_path / "report.pdf"))
    assert "10 5 50.0% 0 0.0% +50.0 +20.0 … +80.0" in text
    assert "“Tea <b>time</b>” stands above “Торт” when K is below 0.60" in text


def test_emo_nps_is_printed_with_its_people_and_band(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    given, _, text = both
    whole = "Whole show" if given.language is Language.ENGLISH else "Весь показ"
    rows = [
        *((ad.ad.title, ad.emo_nps) for ad in given.figures.ads),
        (whole, given.figures.emo_nps),
    ]
    for title, nps in rows:
        assert nps.value is not None
        assert nps.band is not None
        assert (
            f"{title} {nps.persons}* {nps.engaged} {nps.critical} {nps.silent} {nps.mixed} "
            f"{figure(nps.value, given.language, sign=True)} "
            f"{figure(nps.band[0], given.language, sign=True)} … "
            f"{figure(nps.band[1], given.language, sign=True)}"
        ) in text


def test_every_norm_is_printed_for_every_ad(both: tuple[ReportInput, PdfReader, str]) -> None:
    given, _, text = both
    wording = Wording(given.language)
    for ad in given.figures.ads:
        rows = [(wording.group(g).capitalize(), ad.norms.groups[g]) for g in GROUPS[:2]]
        rows += [(wording.emotion(e), ad.norms.emotions[e]) for e in EMOTIONS]
        for name, norm in rows:
            shares = [norm.ever / norm.of_people, norm.average, norm.maximum, norm.minimum]
            printed_shares = " ".join(percent(s or 0, given.language) for s in shares)
            assert f"{name} {norm.ever} {printed_shares}" in text


def test_moments_and_scores_are_printed_for_every_ad(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    """In the tea 0, 2, 3, 1, 0 and 0 of 4 people showed joy."""
    given, _, text = both
    tea, cake = given.figures.ads
    assert tea.moments[Group.POSITIVE] == PeakEnd(
        peak=Peak(second=2, people=3, of_people=4, seats=4), opening=0.3, ending=0.3
    )
    of = "of" if given.language is Language.ENGLISH else "из"
    assert f"{percent(0.3, given.language)} 0:02 · 3 {of} 4* {percent(0.3, given.language)}" in text
    for ad in (tea, cake):
        for score in (ad.scores.valence, ad.scores.expressiveness, ad.scores.surprise):
            assert score.value is not None
            assert f"{Wording(given.language).signed(score.value, 2)} –" in text
        assert ad.rise is not None
        assert (
            f"0:0{ad.rise.second} · {Wording(given.language).signed(ad.rise.per_second, 2)}" in text
        )
        assert (
            f"{Wording(given.language).signed(ad.synchrony.value, 2)} {ad.synchrony.pairs}" in text
        )


def test_two_ads_are_compared_before_the_same_people(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    """Tea less cake: person 1 has 3/6 - 2/4, 2 has 2/6 - 0, 3 has 1/6 - 0, 4 has 0 - 0 seconds."""
    given, _, text = both
    (pair,) = given.figures.comparisons
    assert (pair.pairs, pair.more, pair.fewer) == (4, 2, 0)
    assert pair.median == pytest.approx(1 / 12)
    assert pair.p == pytest.approx(2 / 4)
    median = figure(100 / 12, given.language, sign=True)
    p = "0.500" if given.language is Language.ENGLISH else "0,500"
    assert f"Торт 4* 2 0 {median}* {p}" in text


def test_the_trace_of_every_person_is_printed(both: tuple[ReportInput, PdfReader, str]) -> None:
    given, _, text = both
    rows = {
        Language.ENGLISH: [
            "1 positive positive positive was engaged",
            "2 positive negative both was mixed",
            "3 no trace no trace no trace was silent",
            "4 negative no trace negative was critical",
        ],
        Language.RUSSIAN: [
            "1 позитив позитив позитив вовлечённость",
            "2 позитив негатив оба следа смешанное",
            "3 нет следа нет следа нет следа молчание",
            "4 негатив нет следа негатив критика",
        ],
    }[given.language]
    for row in rows:
        assert row in text


def test_who_was_hardly_measured_has_no_trace_and_is_in_no_pair(
    tea: Ad, cake: Ad, tmp_path: Path
) -> None:
    hardly: Seen = {**CAKE, 4: [CALM, None, None, None]}
    given = make_input([(tea, TEA), (cake, hardly)])
    assert [pair.pairs for pair in given.figures.comparisons] == [3]
    assert "4 negative not measured negative was critical" in text_of(
        printed(given, tmp_path / "report.pdf")
    )


def test_every_causing_frame_is_printed_with_timecode_people_and_probability(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    given, _, text = both

    def facts(frame: CausingFrame) -> str:
        people = {
            Language.ENGLISH: f"{frame.people} of {frame.of_people} people",
            Language.RUSSIAN: f"{frame.people} из {frame.of_people} человек",
        }[given.language]
        p = f"{frame.mean_probability:.2f}"
        p = p.replace(".", ",") if given.language is Language.RUSSIAN else p
        return f"{timecode(frame.frame_ms)} · {people}* · p {p}"

    frames = [f for frames in given.figures.by_emotion.values() for f in frames]
    assert len(frames) == 7
    for frame in frames:
        assert facts(frame) in text
    titles = {ad.ad.ad_id: ad.ad.title for ad in given.figures.ads}
    for ranked in (given.figures.positive_frames, given.figures.negative_frames):
        for rank, frame in enumerate(ranked, start=1):
            assert f"{rank}. {titles[frame.ad_id]} {facts(frame)}" in text


def test_an_emotion_that_nobody_showed_is_named_as_such(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    given, _, text = both
    nobody = {
        Language.ENGLISH: "Nobody showed this emotion.",
        Language.RUSSIAN: "Этой эмоции никто не показал.",
    }[given.language]
    missing = [e for e, frames in given.figures.by_emotion.items() if not frames]
    assert [str(e) for e in missing] == ["disgust", "fear", "sadness"]
    assert text.count(nobody) == 3
