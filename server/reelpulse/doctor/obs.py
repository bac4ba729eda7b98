"""Checks that OBS can be reached, where it is running."""

from __future__ import annotations

import importlib

from reelpulse.doctor.finding import Finding, State, Wording, say, warning, well
from reelpulse.errors import ObsError
from reelpulse.settings import Settings

NAME = "OBS"


def check_obs(settings: Settings) -> Finding:
    """Whether OBS answers now; a remark only, since a demo needs none."""
    try:
        # Here, so that the doctor starts where one of its libraries is missing.
        folders = importlib.import_module("reelpulse.obs.config_folders")
        door = importlib.import_module("reelpulse.obs.door")
    except ImportError as problem:
        return warning(
            NAME,
            say("cannot be checked: {reason}", reason=problem),
            say("Mend the packages first."),
        )
    try:
        connection = door.ObsDoor(settings, folders.System.here()).open(lambda _event: None)
    except ObsError as problem:
        detail = Wording(problem.template, problem.values, problem.subject)
        return Finding(name=NAME, state=State.WARNING, detail=detail)
    try:
        version = connection.ask("GetVersion")["obsVersion"]
    except ObsError as problem:
        detail = Wording(problem.template, problem.values, problem.subject)
        return Finding(name=NAME, state=State.WARNING, detail=detail)
    finally:
        connection.close()
    return well(NAME, say("OBS {version} answers", version=version))
