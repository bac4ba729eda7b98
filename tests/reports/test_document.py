"""The printed report, read back from the PDF."""

from __future__ import annotations

import dataclasses
import logging
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.reports.conftest import CAKE, TEA
from tests.reports.printing import printed, text_of
from tests.reports.shows import ANGER, CALM, JOY, Seen, make_ad, make_input

from reelpulse.core.ad_times import AdTimes
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import Ad, SessionState
from reelpulse.reports.document import write_report
from reelpulse.reports.failures import ReportFolderError
from reelpulse.reports.inputs import FrameCounts, ReportInput
from reelpulse.reports.progress import ReportProgress, ReportStage
from reelpulse.texts import Language


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


def test_the_mark_of_too_few_people_is_explained_only_where_it_stands(
    tea: Ad, tmp_path: Path
) -> None:
    many: Seen = {seat: [CALM, JOY, JOY, CALM] for seat in range(1, 10)}
    text = text_of(printed(make_input([(tea, many)]), tmp_path / "report.pdf"))
    assert "9 of 9 people" in text
    assert "of fewer than 8 people: an observation" not in text
    assert "*" not in text


def test_readings_that_do_not_count_are_told_with_their_reasons(tea: Ad, tmp_path: Path) -> None:
    counts = FrameCounts(
        received=900,
        replaced=0,
        readings_kept=640,
        left_out={Unmeasurable.TURNED_AWAY: 120, Unmeasurable.TOO_SMALL: 7},
    )
    given = make_input([(tea, {1: [CALM, JOY, JOY, CALM]})], counts=counts)
    text = text_of(printed(given, tmp_path / "report.pdf"))
    assert "of these left out: turned away 120" in text
    assert "of these left out: the face was too small 7" in text


def test_an_ad_shown_twice_counts_viewings(tea: Ad, tmp_path: Path) -> None:
    seen: Seen = {1: [CALM, JOY, JOY, CALM], 2: [CALM, JOY, ANGER, CALM]}
    text = text_of(printed(make_input([(tea, seen), (tea, seen)]), tmp_path / "report.pdf"))
    assert "4 of 4 viewings" in text
    assert "Viewings by strongest emotion, as the ad was shown more than once" in text
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


def test_the_report_tells_how_the_ads_position_was_found(tea: Ad, tmp_path: Path) -> None:
    times = AdTimes(
        exposure_id=1,
        ad_id=tea.ad_id,
        frames=1200,
        by_picture=1100,
        by_lead=50,
        by_set_up=10,
        unsettled=29,
        lead_ms=133.4,
        lead_range_ms=(120.0, 146.0),
        camera_delay_ms=85,
    )
    unknown = dataclasses.replace(
        times, exposure_id=2, by_picture=0, by_lead=0, by_set_up=0, lead_ms=None, lead_range_ms=None
    )
    given = dataclasses.replace(make_input([(tea, {})]), ad_times=(times, unknown))
    text = text_of(printed(given, tmp_path / "report.pdf"))
    assert f"{tea.title} 1,200 1,100 50 10 40 29 133 (120–146)" in text
    assert f"{tea.title} 1,200 0 0 0 1,200 29 – 85" in text


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
