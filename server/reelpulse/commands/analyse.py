"""`reelpulse analyse`: measures a recorded session, or any video of a webcam, afterwards."""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from reelpulse.assembly.film_analyses import FilmJob, film_job
from reelpulse.assembly.film_plans import FilmWishes
from reelpulse.commands.console import Console
from reelpulse.core.quality import Unmeasurable
from reelpulse.errors import SettingsError
from reelpulse.media.films import FilmEnd, Region
from reelpulse.offline.analysis import Outcome
from reelpulse.settings import Settings

_RATE_HZ: Final = 15.0
"""As the script in OBS sends them."""
_START: Final = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)")


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    _ = console.gettext
    parser = subparsers.add_parser(
        "analyse", parents=[common], help=_("measure a recording or a webcam's video afterwards")
    )
    parser.add_argument(
        "film",
        metavar=_("FILM"),
        help=_("number of a session that was recorded, or a video in which people are seen"),
    )
    parser.add_argument(
        "--session",
        type=int,
        metavar="N",
        help=_("the film is the recording of session N, which lies elsewhere now"),
    )
    parser.add_argument(
        "--ad",
        nargs=2,
        action="append",
        default=[],
        metavar=("FILE", "START"),
        help=_("an ad and when it begins in the film, such as 1:05.2 (repeatable)"),
    )
    parser.add_argument(
        "--crop",
        metavar="X,Y,W,H",
        help=_("where the people are in the picture, in pixels: left, top, width, height"),
    )
    parser.add_argument(
        "--rate", type=float, default=_RATE_HZ, help=_("pictures measured per second of film")
    )
    parser.add_argument("--title", help=_("title of the session that is made"))
    parser.add_argument(
        "--anew", action="store_true", help=_("measure again what was measured before")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Measure, and say what came of it; what is missing of a film is told, and no failure."""
    _ = console.gettext
    with film_job(settings, _wishes(options, console)) as job:
        if job.is_done:
            console.say(
                _(
                    "This was measured before: session {number}. --anew measures it again, and "
                    "`reelpulse report {number}` prints it."
                ).format(number=job.session_id)
            )
            return 0
        _tell_beginning(job, console)
        began_s = time.perf_counter()
        outcome = _measure(job, console)
        _tell_end(job, outcome, time.perf_counter() - began_s, console)
    return 0


def _wishes(options: argparse.Namespace, console: Console) -> FilmWishes:
    is_number = options.film.isdecimal()
    if is_number and options.session is not None:
        raise SettingsError("Give the number of a session once: before --session belongs a file.")
    if not 0.2 <= options.rate <= 60:
        raise SettingsError(
            "--rate is {rate}; it must lie between 0.2 and 60 pictures a second.", rate=options.rate
        )
    own = (options.title or "").replace("{", "{{").replace("}", "}}")
    return FilmWishes(
        film=None if is_number else Path(options.film),
        session_id=int(options.film) if is_number else options.session,
        starts=tuple((Path(file), milliseconds(start)) for file, start in options.ad),
        region=None if options.crop is None else region(options.crop),
        rate_hz=options.rate,
        title=own or console.gettext("{name}, measured from the film"),
        anew=options.anew,
    )


def milliseconds(text: str) -> int:
    """A moment in a film: seconds, m:ss or h:mm:ss, with a fraction or without.

    Raises:
        SettingsError: this is none.
    """
    match = _START.fullmatch(text)
    if match is None:
        raise SettingsError(
            "“{text}” is no moment in a film. Write seconds or minutes:seconds, such as 65.2 or 1:05.2.",
            text=text,
        )
    hours, minutes, seconds = match.groups()
    return round((int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)) * 1000)


def region(text: str) -> Region:
    """A part of a picture.

    Raises:
        SettingsError: these are not four numbers.
    """
    parts = text.split(",")
    if len(parts) != 4 or not all(part.strip().isdecimal() for part in parts):
        raise SettingsError(
            "--crop is “{text}”; write four whole numbers of pixels: left,top,width,height.",
            text=text,
        )
    left, top, width, height = map(int, parts)
    return Region(left_px=left, top_px=top, width_px=width, height_px=height)


def _tell_beginning(job: FilmJob, console: Console) -> None:
    _ = console.gettext
    if job.goes_on:
        console.say(_("Going on with session {number}.").format(number=job.session_id))
    for segment in job.plan.segments:
        if (part := segment.region) is not None:
            console.say(
                _(
                    "Looking at {width}×{height} pixels from {left},{top} of {film}; if the webcam is "
                    "elsewhere, name its place with --crop."
                ).format(
                    width=part.width_px,
                    height=part.height_px,
                    left=part.left_px,
                    top=part.top_px,
                    film=segment.film.path.name,
                )
            )


def _measure(job: FilmJob, console: Console) -> Outcome:
    lengths = [segment.film.duration_s for segment in job.plan.segments]
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console.rich, transient=True) as bar:
        total = None if None in lengths else sum(length or 0 for length in lengths)
        task = bar.add_task(console.gettext("Measuring the film"), total=total)
        return job.run(lambda done_s: bar.update(task, completed=done_s))


def _tell_end(job: FilmJob, outcome: Outcome, took_s: float, console: Console) -> None:
    _ = console.gettext
    for path, end in outcome.ends:
        _tell_broken(path, end, console)
    seats, readings = job.seats_and_readings()
    console.say(
        _(
            "Session {number}: {pictures} pictures, {seats} seats during ads, {readings} readings, in "
            "{seconds} s. `reelpulse report {number}` prints it."
        ).format(
            number=job.session_id,
            pictures=outcome.pictures,
            seats=seats,
            readings=readings,
            seconds=round(took_s, 1),
        )
    )
    _tell_uncounted(job.uncounted(), readings, console)
    if readings == 0:
        console.problem(
            _(
                "Nobody was found in the pictures. Faces must be at least 40 pixels high; if only a "
                "part of the picture shows people, name it with --crop."
            )
        )


def _tell_uncounted(uncounted: Mapping[Unmeasurable, int], readings: int, console: Console) -> None:
    _ = console.gettext
    if not uncounted:
        return
    reasons = {
        Unmeasurable.TOO_SMALL: _("too far away"),
        Unmeasurable.TURNED_AWAY: _("turned away"),
        Unmeasurable.TOO_DARK: _("too dark"),
        Unmeasurable.TOO_BRIGHT: _("too bright"),
        Unmeasurable.BLURRED: _("blurred"),
        Unmeasurable.COVERED: _("covered"),
    }
    told = ", ".join(
        f"{reasons.get(reason, str(reason))} {count}" for reason, count in uncounted.items()
    )
    console.say(
        _("Of these, {count} do not count and are in no figure: {reasons}.").format(
            count=f"{sum(uncounted.values())} ({sum(uncounted.values()) / readings:.0%})",
            reasons=told,
        )
    )


def _tell_broken(path: Path, end: FilmEnd, console: Console) -> None:
    _ = console.gettext
    if end.broke_off:
        console.problem(
            _("{film} breaks off after {seconds} s. What was measured until then is kept.").format(
                film=path, seconds=round(end.read_s, 1)
            )
        )
    if end.broken_packets:
        console.problem(
            _(
                "{film}: {count} pieces could not be decoded and are missing from the session."
            ).format(film=path, count=end.broken_packets)
        )
