"""The printed report, read back from the PDF."""

from __future__ import annotations

import dataclasses
import logging
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.reports.conftest import CAKE, TEA
from tests.reports.shows import ANGER, CALM, JOY, Seen, make_ad, make_input

from reelpulse.core.emotion import EMOTIONS, GROUPS, Group
from reelpulse.core.metrics.causes import CausingFrame
from reelpulse.core.metrics.peak_end import Peak, PeakEnd
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.session import Ad, SessionState
from reelpulse.reports.document import write_report
from reelpulse.reports.failures import ReportFolderError
from reelpulse.reports.inputs import FrameCounts, ReportInput
from reelpulse.reports.progress import ReportProgress, ReportStage
from reelpulse.reports.wording import Wording, timecode
from reelpulse.texts import Language


def printed(report_input: ReportInput, path: Path) -> PdfReader:
    write_report(report_input, path, lambda _: None)
    return PdfReader(path)


def text_of(pdf: PdfReader) -> str:
    """The report's text, its lines joined and its unbreakable spaces made plain."""
    text = "\n".join(page.extract_text() for page in pdf.pages)
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


def figure(value: float, language: Language, *, sign: bool = False) -> str:
    text = f"{abs(value):.1f}"
    if sign and float(text):
        text = ("+" if value > 0 else "−") + text
    return text.replace(".", ",") if language is Language.RUSSIAN else text


def percent(part: float, language: Language) -> str:
    unit = " %" if language is Language.RUSSIAN else "%"
    return figure(100 * part, language) + unit


@pytest.fixture(scope="module", params=list(Language))
def both(
    request: pytest.FixtureRequest,
    two_ads: list[tuple[Ad, Seen]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[ReportInput, PdfReader, str]:
    """The same show in each language: what was given, the PDF, and its text."""
    report_input = make_input(two_ads, language=request.param)
    pdf = printed(report_input, tmp_path_factory.mktemp("pdf") / "report.pdf")
    return report_input, pdf, text_of(pdf)


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
        peak=Peak(second=2, people=3, of_people=4), opening=0.3, ending=0.3
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
    assert f"Торт 4* 2 0 {median} {p}" in text


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


def test_the_head_tells_date_people_ads_and_what_measured(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    given, pdf, _ = both
    head = re.sub(r"\s+", " ", pdf.pages[0].extract_text().replace("\xa0", " "))
    wanted = {
        Language.ENGLISH: ["November 23, 2026, 00:15", "4 people", "2 ads", "1 engaged"],
        Language.RUSSIAN: ["23 ноября 2026 г., 00:15", "4 человека", "2 ролика", "ИЭО"],
    }[given.language]
    for words in [*wanted, "Tea & <cake>, evening group", "Tea <b>time</b> · Торт"]:
        assert words in head
    assert "blazeface-back (0123456789ab)" in head
    assert "CPUExecutionProvider" in head


def test_every_rule_every_net_and_every_count_is_printed(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    given, _, text = both
    for rule in dataclasses.fields(MetricRules):
        assert f"metrics.{rule.name}" in text
    for words in ("fedcba987654…", "0123456789ab…", "vision.threads = 2", str(76)):
        assert words in text
    thousands = " " if given.language is Language.RUSSIAN else ","
    assert f"1{thousands}234" in text
    assert f"4{thousands}321" in text


def test_the_pdf_names_itself_its_language_and_its_headings(
    both: tuple[ReportInput, PdfReader, str],
) -> None:
    given, pdf, _ = both
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Tea & <cake>, evening group"
    assert (pdf.metadata.author or "").startswith("ReelPulse ")
    assert pdf.root_object.get("/Lang") == str(given.language)
    assert pdf.root_object.get("/MarkInfo") == {"/Marked": True}
    headings = [entry["/Title"] for entry in pdf.outline[1] if not isinstance(entry, list)]
    assert len(headings) == 8
    last = {Language.ENGLISH: "How this was measured", Language.RUSSIAN: "Как это измерено"}
    assert headings[-1] == last[given.language]


def test_the_pages_are_a4_and_numbered(both: tuple[ReportInput, PdfReader, str]) -> None:
    given, pdf, _ = both
    page_of = {Language.ENGLISH: "Page {} of {}", Language.RUSSIAN: "Страница {} из {}"}
    for number, page in enumerate(pdf.pages, start=1):
        size_mm = (float(page.mediabox.width) / 72 * 25.4, float(page.mediabox.height) / 72 * 25.4)
        assert size_mm == pytest.approx((210, 297), abs=0.5)
        assert page_of[given.language].format(number, len(pdf.pages)) in page.extract_text()


def test_only_the_bundled_font_is_used(both: tuple[ReportInput, PdfReader, str]) -> None:
    _, pdf, _ = both
    fonts = set().union(*(page._get_fonts()[0] for page in pdf.pages))
    assert {font.split("+")[-1] for font in fonts} == {"Inter", "Inter-Medium", "Inter-Bold"}


def test_weasyprint_finds_nothing_to_complain_about(
    two_ads: list[tuple[Ad, Seen]], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        printed(make_input(two_ads), tmp_path / "report.pdf")
    assert [r.getMessage() for r in caplog.records if r.name.startswith("weasyprint")] == []


def test_a_missing_ad_leaves_its_path_in_the_pictures_place_and_all_figures(
    tea: Ad, cake: Ad, tmp_path: Path
) -> None:
    gone = dataclasses.replace(cake, path=tmp_path / "films" / "cake.mp4")
    text = text_of(printed(make_input([(tea, TEA), (gone, CAKE)]), tmp_path / "report.pdf"))
    unbroken = text.replace(" ", "")
    note = f"The ad’s file is not at its path: {gone.path}".replace(" ", "")
    # On page 1, under the curve, twice among the emotions' and twice among the ranked frames.
    assert unbroken.count(note) >= 5
    assert "Торт 4* 1 25.0% 1 25.0% 0.0" in text
    assert "0:02.300 · 3 of 4 people*" in text


def test_one_person_is_no_market(tea: Ad, tmp_path: Path) -> None:
    seen: Seen = {1: [CALM, JOY, JOY, CALM, CALM, CALM]}
    text = text_of(printed(make_input([(tea, seen)]), tmp_path / "report.pdf"))
    assert "Too few people to speak for an audience: 1 person was measured." in text
    assert "by 100 percentage points" in text
    assert "1 contact (one person’s viewing of one ad): 1 with a positive trace (100.0%)" in text
    assert "1 of 1 person" in text
    assert "Nobody showed a negative emotion." in text
    assert "* of fewer than 8 people" in text
    assert "Two ads before the same people" not in text


def test_an_ad_shown_twice_counts_viewings(tea: Ad, tmp_path: Path) -> None:
    seen: Seen = {1: [CALM, JOY, JOY, CALM], 2: [CALM, JOY, ANGER, CALM]}
    text = text_of(printed(make_input([(tea, seen), (tea, seen)]), tmp_path / "report.pdf"))
    assert "4 of 4 viewings" in text
    assert "shown 2 times" in text


def test_without_readings_the_report_says_that_nothing_was_measured(
    tea: Ad, tmp_path: Path
) -> None:
    counts = FrameCounts(received=812, replaced=3, readings_kept=0)
    pdf = printed(make_input([(tea, {})], counts=counts), tmp_path / "report.pdf")
    text = text_of(pdf)
    assert len(pdf.pages) == 2
    assert "Nothing was measured in this session" in text
    assert "Check that the webcam showed the group" in text
    assert "Webcam frames received 812" in text
    assert "%" not in pdf.pages[0].extract_text()


def test_a_session_without_ads_says_so(tmp_path: Path) -> None:
    given = make_input([], counts=FrameCounts(received=5))
    text = text_of(printed(given, tmp_path / "report.pdf"))
    assert "No ad was shown." in text
    assert "not recorded" in text


def test_an_interrupted_session_whose_people_were_hardly_measured_has_no_indices(
    tea: Ad, tmp_path: Path
) -> None:
    seen: Seen = {1: [CALM, JOY, None, None, None, None]}
    given = make_input([(tea, seen)], state=SessionState.INTERRUPTED)
    text = text_of(printed(given, tmp_path / "report.pdf"))
    assert "This session was interrupted." in text
    assert "so there is no EEI" in text
    assert "so there is no EmoNPS" in text


def test_long_titles_push_nothing_off_the_page(tmp_path: Path, tea: Ad) -> None:
    endless = dataclasses.replace(tea, title="Endless" * 20)
    given = make_input([(endless, TEA)], title="A session whose title is long " * 8)
    pdf = printed(given, tmp_path / "report.pdf")
    for page in pdf.pages:
        lefts_pt: list[float] = []

        def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
            if text.strip():
                lefts_pt.append(cm[0] * tm[4] + cm[4])  # noqa: B023  called within this turn

        page.extract_text(visitor_text=note)
        assert min(lefts_pt) > 0
        assert max(lefts_pt) < float(page.mediabox.width) - 40
    footer = pdf.pages[0].extract_text().splitlines()[-1]
    assert "… " in footer
    assert "made by ReelPulse" in footer


def test_eight_ads_are_all_printed(tmp_path: Path) -> None:
    ads = [make_ad(tmp_path, f"ad{i}", title=f"Film number {i}", seconds=2) for i in range(8)]
    seen: Seen = {1: [CALM, JOY], 2: [JOY, JOY]}
    text = text_of(printed(make_input([(ad, seen) for ad in ads]), tmp_path / "report.pdf"))
    for i in range(8):
        assert f"Film number {i} 2* 1 50.0% 0 0.0% +50.0" in text


def test_progress_rises_to_the_end(two_ads: list[tuple[Ad, Seen]], tmp_path: Path) -> None:
    told: list[ReportProgress] = []
    write_report(make_input(two_ads), tmp_path / "report.pdf", told.append)
    fractions = [event.fraction for event in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert list(dict.fromkeys(event.stage for event in told)) == list(ReportStage)


def test_a_path_that_cannot_be_written_is_told(tea: Ad, tmp_path: Path) -> None:
    with pytest.raises(ReportFolderError, match="cannot be written to"):
        write_report(
            make_input([(tea, TEA)]), tmp_path / "no folder" / "report.pdf", lambda _: None
        )
