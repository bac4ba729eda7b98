"""A report takes nothing from outside, above all nothing from a network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError

from reelpulse.reports.embedded import Resource
from reelpulse.reports.fetcher import OwnResources
from reelpulse.reports.pdf import lay_out


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that would notice a connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def test_its_own_resources_are_given() -> None:
    own = OwnResources({"a/1.jpg": Resource(content=b"jpeg", media_type="image/jpeg")})
    response = own.fetch("report:a/1.jpg")
    assert response.read() == b"jpeg"
    assert response.content_type == "image/jpeg"


@pytest.mark.parametrize(
    "url",
    [
        "report:b.jpg",
        "http://127.0.0.1/a.jpg",
        "https://example.org/a.css",
        "ftp://example.org/a.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
    ],
)
def test_anything_else_stops_the_report(url: str) -> None:
    with pytest.raises(FatalURLFetchingError, match="fetches nothing from outside"):
        OwnResources({}).fetch(url)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{url}/a.jpg" alt="a">',
        '<style>@import url("{url}/a.css");</style>',
        '<style>@font-face {{ font-family: F; src: url("{url}/f.ttf") }} p {{ font-family: F }}</style><p>a</p>',
        '<link rel="stylesheet" href="{url}/a.css">',
        '<p style="background: url({url}/a.png)">a</p>',
    ],
)
def test_no_page_reaches_the_network(html: str, listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(FatalURLFetchingError):
        lay_out(html.format(url=url), {})
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_no_file_of_the_machine_is_read_into_a_page(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    with pytest.raises(FatalURLFetchingError):
        lay_out(f'<img src="{secret.as_uri()}" alt="a">', {})
