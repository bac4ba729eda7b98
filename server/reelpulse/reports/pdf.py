"""HTML to PDF by WeasyPrint, with the report's own fonts and no other source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reelpulse.reports.failures import PangoMissingError

try:
    import weasyprint
except OSError as problem:  # cffi's way of saying that a system library is not there
    raise PangoMissingError(str(problem)) from problem

from reelpulse.reports.embedded import Resource
from reelpulse.reports.fetcher import OwnResources
from reelpulse.resources import package_resource

_FONTS = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-Bold.ttf")


def lay_out(html: str, resources: Mapping[str, Resource]) -> weasyprint.Document:
    """Set the pages.

    Args:
        html: may name fonts and `resources` as `report:NAME`, and nothing else.
        resources: pictures by name.
    """
    fonts = {
        name: Resource(
            content=package_resource("reports", "fonts", name).read_bytes(),
            media_type="font/ttf",
        )
        for name in _FONTS
    }
    document = weasyprint.HTML(
        string=html, base_url="report:", url_fetcher=OwnResources({**fonts, **resources})
    )
    return document.render(pdf_variant="pdf/ua-1")


def write(pages: weasyprint.Document, path: Path) -> None:
    """Write the PDF; tagged, so that it can be read aloud."""
    pages.write_pdf(path, pdf_variant="pdf/ua-1")
