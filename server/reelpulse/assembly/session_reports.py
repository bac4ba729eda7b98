"""Joins the archive to the report room: the port `ReportMaker`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from reelpulse.assembly.net_terms import research_nets
from reelpulse.core.metrics.persons import SILENCE_WEIGHT_BAND
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.ports import AgreementJudge, SessionLibrary
from reelpulse.errors import SettingsError
from reelpulse.live.threads import Lane
from reelpulse.reports import FrameCounts, ReportInput, make_report
from reelpulse.settings import Settings
from reelpulse.texts import Language


class SessionReports:
    """Makes the report of a stored session, named after the session and its language."""

    def __init__(
        self,
        *,
        library: SessionLibrary,
        agreements: AgreementJudge,
        lane: Lane,
        settings: Settings,
    ) -> None:
        self._library = library
        self._agreements = agreements
        self._lane = lane
        self._settings = settings

    async def make(
        self,
        session_id: int,
        *,
        language: str,
        silence_weight: float,
        on_progress: Callable[[str, float], None],
    ) -> Path:
        """Write the PDF and return where it lies.

        Raises:
            SessionNotFoundError: there is no such session.
            SettingsError: K is out of range.
            ReportError: the report cannot be made; the message says why.
        """
        rules = self._rules(silence_weight)
        session = await self._lane.call(self._library.session, session_id)
        figures = await self._lane.call(self._library.figures, session_id, rules)
        counts = await self._lane.call(self._library.counts, session_id)
        agreement = await self._agreements.of(session_id)
        ad_times = await self._lane.call(self._library.ad_times, session_id)
        made_at = datetime.now().astimezone()
        return await make_report(
            ReportInput(
                session=session,
                figures=figures,
                language=Language(language),
                made_at=made_at,
                counts=FrameCounts(
                    received=counts.received,
                    replaced=counts.replaced,
                    readings_kept=counts.readings,
                    left_out=counts.left_out,
                ),
                agreement=agreement,
                research_nets=research_nets(session.models, self._settings.nets_dir),
                ad_times=ad_times,
            ),
            self._settings.reports_dir
            / f"session-{session_id}-{language}-{made_at:%Y%m%d-%H%M%S}.pdf",
            lambda event: on_progress(str(event.stage), event.fraction),
        )

    def _rules(self, silence_weight: float) -> MetricRules:
        lowest, highest = SILENCE_WEIGHT_BAND
        if not lowest <= silence_weight <= highest:
            raise SettingsError(
                "K, the weight of silent people, is {value}; it must lie between {lowest} and "
                "{highest}.",
                value=silence_weight,
                lowest=lowest,
                highest=highest,
            )
        return dataclasses.replace(self._settings.metrics, silence_weight=silence_weight)
