"""Gives WeasyPrint the report's own resources and nothing else, above all nothing from a network."""

from __future__ import annotations

from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reelpulse.reports.embedded import SCHEME, Resource


class OwnResources(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
    """A fetcher over a dictionary."""

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        super().__init__(allowed_protocols=())
        self._resources = resources

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """One resource by its name after `report:`.

        Raises:
            FatalURLFetchingError: anything else was asked for; it stops the rendering.
        """
        found = self._resources.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if found is None:
            raise FatalURLFetchingError(f"a report fetches nothing from outside: {url}")
        return URLFetcherResponse(url, found.content, headers={"Content-Type": found.media_type})
