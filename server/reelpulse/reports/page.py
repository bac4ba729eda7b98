"""Fills the HTML template: everything printed comes through here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import reelpulse
from reelpulse.core.emotion import EMOTIONS, GROUP_OF, GROUPS
from reelpulse.core.marker_places import marker_places
from reelpulse.core.metrics import bootstrap
from reelpulse.core.metrics.causes import CausingFrame
from reelpulse.core.metrics.few import ENOUGH_PEOPLE, too_few
from reelpulse.core.metrics.peak_end import EDGE_S
from reelpulse.core.metrics.persons import SILENCE_WEIGHT_BAND
from reelpulse.core.metrics.synchrony import COMMON_S
from reelpulse.core.notes import SeatNames
from reelpulse.core.session import Ad
from reelpulse.reports import charts, findings, resting
from reelpulse.reports.embedded import SCHEME, Resource
from reelpulse.reports.inputs import ReportInput
from reelpulse.reports.palette import EMOTION_COLOURS, GROUP_COLOURS
from reelpulse.reports.stills import AdStills
from reelpulse.reports.wording import Wording, clock, timecode
from reelpulse.resources import package_resource


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """The whole report as HTML, and the resources it names."""

    html: str
    resources: Mapping[str, Resource]


def fill(
    report_input: ReportInput, stills: Mapping[str, AdStills], drawn: Mapping[str, charts.AdCharts]
) -> Page:
    """Render the template.

    Args:
        report_input: what is printed.
        stills: pictures by ad, for every ad that was shown.
        drawn: charts by ad, for every ad that was shown.
    """
    names = _Names(report_input.session.ads)
    wording = Wording(report_input.language)
    template = _environment(wording).get_template("report.html")
    html = template.render(**_facts(report_input, wording), stills=stills, names=names)
    return Page(html=html, resources=dict(_resources(stills, drawn, names)))


class _Names:
    """Addresses of the resources; ads go by their place, as an id may hold any character."""

    def __init__(self, ads: tuple[Ad, ...]) -> None:
        self._place = {ad.ad_id: place for place, ad in enumerate(ads)}

    def frame(self, ad_id: str, frame_ms: int) -> str:
        return f"{SCHEME}ad{self._place[ad_id]}/{frame_ms}.jpg"

    def strip(self, ad_id: str, number: int) -> str:
        return f"{SCHEME}ad{self._place[ad_id]}/strip{number}.jpg"

    def chart(self, ad_id: str, kind: str) -> str:
        return f"{SCHEME}ad{self._place[ad_id]}/{kind}.svg"


def _resources(
    stills: Mapping[str, AdStills], drawn: Mapping[str, charts.AdCharts], names: _Names
) -> Iterator[tuple[str, Resource]]:
    def named(address: str, content: bytes, media_type: str) -> tuple[str, Resource]:
        return address.removeprefix(SCHEME), Resource(content=content, media_type=media_type)

    for ad_id, pictures in stills.items():
        for frame_ms, jpeg in pictures.frames.items():
            yield named(names.frame(ad_id, frame_ms), jpeg, "image/jpeg")
        for number, jpeg in enumerate(pictures.strip):
            yield named(names.strip(ad_id, number), jpeg, "image/jpeg")
    for ad_id, chart in drawn.items():
        yield named(names.chart(ad_id, "groups"), chart.groups, "image/svg+xml")
        yield named(names.chart(ad_id, "emotions"), chart.emotions, "image/svg+xml")
        yield named(names.chart(ad_id, "scores"), chart.scores, "image/svg+xml")


def _environment(wording: Wording) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(package_resource("reports", "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The method is made by the extension, so its type is not known.
    install = environment.install_gettext_translations  # type: ignore[attr-defined]
    install(wording.translations, newstyle=True)
    environment.filters["timecode"] = timecode
    environment.filters["clock"] = clock
    return environment


def _facts(report_input: ReportInput, wording: Wording) -> dict[str, object]:
    session, figures = report_input.session, report_input.figures
    exposures = [exposure.ad_id for exposure in session.exposures]
    ads = {ad.ad_id: ad for ad in session.ads}

    def people(frame: CausingFrame) -> str:
        return wording.people(frame, repeated=exposures.count(frame.ad_id) > 1)

    return {
        "session": session,
        "figures": figures,
        "counts": report_input.counts,
        "agreement": report_input.agreement,
        "research_nets": report_input.research_nets,
        "ad_times": report_input.ad_times,
        "ads": ads,
        "exposures": exposures,
        "share_columns": [
            (None, figures.shares),
            *((row.ad.title, row.shares) for row in figures.ads),
        ],
        "held_at": wording.moment(session.created_unix_ms, report_input.made_at.tzinfo),
        "made_at": wording.day_and_time(report_input.made_at),
        "version": reelpulse.__version__,
        "settings": list(_flat(session.settings)),
        "w": wording,
        "people": people,
        "about_crossing": partial(findings.about_crossing, ads=ads, wording=wording),
        "about_eei": partial(findings.about_eei, wording=wording),
        "about_emo_nps": partial(findings.about_emo_nps, wording=wording),
        "too_few": too_few,
        "about_basis": resting.about_basis(figures.baseline, wording),
        "raw_seats": resting.about_raw_seats(figures.baseline, wording),
        "few_people": findings.about_few_people(figures.people, wording),
        "k_band": SILENCE_WEIGHT_BAND,
        "resamples": bootstrap.RESAMPLES,
        "seed": bootstrap.SEED,
        "enough_people": ENOUGH_PEOPLE,
        "emotions": EMOTIONS,
        "groups": GROUPS,
        "group_of": GROUP_OF,
        "emotion_colours": EMOTION_COLOURS,
        "group_colours": GROUP_COLOURS,
        "edge_s": EDGE_S,
        "common_s": COMMON_S,
        "axis_left_mm": charts.AXIS_LEFT_MM,
        "axis_width_mm": charts.AXIS_WIDTH_MM,
        "rule_names": [
            field.name
            for field in fields(figures.rules)
            if field.name != "basis" or figures.shares.seat_seconds  # of nothing there is no basis
        ],
        "markers": marker_places(session),
        "seat_names": SeatNames(session.seats),
    }


def _flat(settings: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested settings as `vision.provider`, without the rules, which are printed in words."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            if name != "metrics":
                yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
