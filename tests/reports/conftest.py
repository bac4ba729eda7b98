"""Videos and shows that several files of this room's tests print."""

from __future__ import annotations

import pytest
from pypdf import PdfReader
from tests.reports.printing import printed, text_of
from tests.reports.shows import ANGER, CALM, JOY, SURPRISE, Seen, make_ad, make_input

from reelpulse.core.session import Ad
from reelpulse.reports.inputs import ReportInput
from reelpulse.texts import Language

TEA: Seen = {
    1: [CALM, JOY, JOY, JOY, CALM, CALM],
    2: [CALM, JOY, JOY, CALM, CALM, CALM],
    3: [CALM, CALM, JOY, CALM, CALM, CALM],
    4: [CALM, CALM, CALM, CALM, ANGER, ANGER],
}
CAKE: Seen = {
    1: [CALM, CALM, SURPRISE, SURPRISE],
    2: [CALM, ANGER, ANGER, CALM],
    3: [CALM, CALM, CALM, CALM],
    4: [CALM, CALM, None, None],
}


@pytest.fixture(scope="session")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Ad:
    """A six-second ad."""
    return make_ad(tmp_path_factory.mktemp("ads"), "tea", title="Tea <b>time</b>", seconds=6)


@pytest.fixture(scope="session")
def cake(tmp_path_factory: pytest.TempPathFactory) -> Ad:
    """A four-second ad."""
    return make_ad(tmp_path_factory.mktemp("ads"), "cake", title="Торт", seconds=4)


@pytest.fixture(scope="session")
def two_ads(tea: Ad, cake: Ad) -> list[tuple[Ad, Seen]]:
    """Four people saw two ads."""
    return [(tea, TEA), (cake, CAKE)]


@pytest.fixture(scope="session", params=list(Language))
def both(
    request: pytest.FixtureRequest,
    two_ads: list[tuple[Ad, Seen]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[ReportInput, PdfReader, str]:
    """The same show in each language: what was given, the PDF, and its text."""
    report_input = make_input(two_ads, language=request.param)
    pdf = printed(report_input, tmp_path_factory.mktemp("pdf") / "report.pdf")
    return report_input, pdf, text_of(pdf)
