"""What a page sends is checked at the edge; the answer names what to correct."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from reelpulse.errors import MediaError
from reelpulse.texts import Language
from reelpulse.web.bodies import (
    BODY_BYTES_MAX,
    Fields,
    NewReport,
    NewSession,
    Renewal,
    ad_path,
)
from reelpulse.web.problems import RequestError
from reelpulse.web.tokens import Scope

if TYPE_CHECKING:
    from tests.web.conftest import Moderator

REPORT = {"session_id": 3, "language": "ru", "silence_weight": 0.2}


def test_good_bodies_become_values() -> None:
    assert NewSession.from_fields(Fields({"title": "  Кофе ", "paths": [" /a b.mp4 "]})) == (
        NewSession(title="Кофе", paths=("/a b.mp4",), buffer_ms=1000, baseline_ms=0, recorded=False)
    )
    assert NewReport.from_fields(Fields(REPORT)) == NewReport(
        session_id=3, language=Language.RUSSIAN, silence_weight=0.2
    )
    assert Renewal.from_fields(Fields({"scope": "overlay"})).scope is Scope.OVERLAY


@pytest.mark.parametrize("title", [None, 7, "", "   ", "x" * 201, "two\nlines", "bell\x07", ["a"]])
def test_a_title_is_one_line_of_text(title: object) -> None:
    with pytest.raises(RequestError, match="“title” must be a text of 1 to 200 characters"):
        NewSession.from_fields(Fields({"title": title, "paths": ["/a.mp4"]}))


@pytest.mark.parametrize("paths", [None, [], "/a.mp4", {"0": "/a.mp4"}, ["/a"] * 101])
def test_a_plan_is_a_list_of_one_to_a_hundred_paths(paths: object) -> None:
    with pytest.raises(RequestError, match="“paths” must be a list of 1 to 100 texts"):
        NewSession.from_fields(Fields({"title": "x", "paths": paths}))


@pytest.mark.parametrize("path", ["", 5, "x" * 1025, "/a\x00.mp4"])
def test_every_path_is_a_text(path: object) -> None:
    with pytest.raises(RequestError, match="“paths” must be a text of 1 to 1024 characters"):
        NewSession.from_fields(Fields({"title": "x", "paths": ["/a.mp4", path]}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("session_id", "3"),
        ("session_id", 0),
        ("session_id", 2**63),
        ("session_id", True),
        ("session_id", 1.5),
        ("language", "de"),
        ("language", None),
        ("silence_weight", 0.19),
        ("silence_weight", 1.01),
        ("silence_weight", float("nan")),
        ("silence_weight", float("inf")),
        ("silence_weight", 10**400),
        ("silence_weight", "0.5"),
        ("silence_weight", True),
    ],
)
def test_a_report_is_asked_for_within_its_ranges(name: str, value: object) -> None:
    with pytest.raises(RequestError, match=f"“{name}” must be"):
        NewReport.from_fields(Fields({**REPORT, name: value}))


def test_a_path_copied_on_windows_loses_its_quotation_marks() -> None:
    assert str(ad_path('"/films/a b.mp4"')) == "/films/a b.mp4"


@pytest.mark.parametrize("typed", ["a.mp4", "films/a.mp4", "./a.mp4", '"a.mp4"'])
def test_a_path_that_depends_on_where_the_server_runs_is_refused(typed: str) -> None:
    with pytest.raises(MediaError, match="give the whole path"):
        ad_path(typed)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 50_000, "application/json", 400),
        (b"{}", "text/plain", 400),
        (b"{}", "application/json; charset=no-such", 400),
        (b'{"title": "' + b"x" * BODY_BYTES_MAX + b'"}', "application/json", 413),
        (b"", "application/json", 400),
    ],
    ids=["cut", "list", "bytes", "deep", "form", "charset", "large", "empty"],
)
async def test_a_foreign_body_is_answered_with_what_is_wrong(
    moderator: Moderator, body: bytes, kind: str, status: int
) -> None:
    async with moderator.client.post(
        f"{moderator.site.base}/api/sessions",
        data=body,
        headers={
            "Content-Type": kind,
            "Origin": moderator.site.base,
            "X-ReelPulse-CSRF": moderator.csrf_token,
        },
    ) as answer:
        assert answer.status == status
        assert (await answer.json())["error"]


async def test_a_body_that_unpacks_to_too_much_is_refused(moderator: Moderator) -> None:
    packed = gzip.compress(json.dumps({"title": "x" * 50_000_000}).encode())
    assert len(packed) < BODY_BYTES_MAX
    async with moderator.client.post(
        f"{moderator.site.base}/api/sessions",
        data=packed,
        headers={
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
            "Origin": moderator.site.base,
            "X-ReelPulse-CSRF": moderator.csrf_token,
        },
    ) as answer:
        assert answer.status == 413


async def test_an_answer_comes_in_the_readers_language(moderator: Moderator) -> None:
    async with moderator.client.post(
        f"{moderator.site.base}/api/sessions",
        json={},
        headers={
            "Accept-Language": "ru-RU,ru;q=0.9",
            "Origin": moderator.site.base,
            "X-ReelPulse-CSRF": moderator.csrf_token,
        },
    ) as answer:
        assert (await answer.json())["error"] == (
            "«title» — текст в одну строку, от 1 до 200 знаков."
        )
