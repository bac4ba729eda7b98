"""`reelpulse obs …`: installs the script, sets up OBS's scenes, tells how OBS is, opens the projector."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reelpulse.assembly.addresses import Addresses
from reelpulse.commands.calibrate import calibrate
from reelpulse.commands.console import Console
from reelpulse.core.obs import Change, ObsChange, OverlayKind, SetUpOutcome
from reelpulse.errors import ObsError, ObsUnreachableError
from reelpulse.obs.config_folders import System, find_config_folder, usual_folders
from reelpulse.obs.connection import ObsConnection
from reelpulse.obs.desk import read_status
from reelpulse.obs.door import ObsDoor
from reelpulse.obs.kinds import font_of
from reelpulse.obs.projector import open_projector, read_monitors
from reelpulse.obs.script_install import (
    install_script,
    obs_is_running,
    python_for_obs,
    remove_script,
    script_folder,
)
from reelpulse.obs.set_up import remove, set_up
from reelpulse.resources import resource
from reelpulse.settings import Settings
from reelpulse.texts import told
from reelpulse.web.tokens import Scope, TokenStore


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command and what it can do."""
    _ = console.gettext
    parser = subparsers.add_parser("obs", help=_("connect OBS: script, scenes, projector"))
    deeds = parser.add_subparsers(required=True, metavar=_("what"))

    def deed(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = deeds.add_parser(name, parents=[common], help=text)
        one.set_defaults(run=run)
        return one

    deed("install", install, _("put the script where OBS can load it, or bring it up to date"))
    gone = deed("remove", uninstall, _("delete the script and take our scenes out of OBS"))
    gone.add_argument("--keep-scenes", action="store_true", help=_("delete the script only"))
    stage = deed("setup", stage_up, _("make or update our scenes in OBS's current collection"))
    stage.add_argument("--webcam", metavar="NAME", help=_("the input that shows the audience"))
    stage.add_argument("--yes", action="store_true", help=_("rename what of yours has our names"))
    timed = deed("calibrate", calibrate, _("measure how late the webcam shows the room's screen"))
    timed.add_argument("--webcam", metavar="NAME", help=_("the input that shows the audience"))
    deed("status", status, _("tell whether OBS answers and what is set up"))
    screen = deed("projector", projector, _("show the audience's picture on a whole screen"))
    screen.add_argument("monitor", type=int, nargs="?", metavar="N", help=_("number of the screen"))
    deed("password", keep_password, _("keep the password of OBS's WebSocket server"))


def install(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    """Copy the script and say what to click next."""
    _ = console.gettext
    tokens = TokenStore(settings.tokens_path)
    installed = install_script(
        _config_folder(settings),
        resource("obs_plugin"),
        server_url=Addresses(settings.server, tokens).ingest_url,
        ingest_token=tokens.token(Scope.INGEST),
    )
    console.say(_("The script is here: {path}").format(path=installed.script))
    if installed.is_upgrade:
        if obs_is_running():
            console.say(_("OBS is running: press Tools → Scripts → Reload Scripts (↻) there."))
        return 0
    python = python_for_obs()
    if python is not None:
        console.say(
            _("In OBS: Tools → Scripts → Python Settings, choose {folder}").format(folder=python)
        )
    console.say(_("In OBS: Tools → Scripts → + and choose that file."))
    console.say(_("Then: `reelpulse serve`, and `reelpulse obs setup` or the page's Set up OBS."))
    return 0


def uninstall(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Delete the script, and the scenes unless they are to stay."""
    _ = console.gettext
    if not options.keep_scenes:
        try:
            with _open(settings) as obs:
                _tell(remove(obs), console)
        except ObsUnreachableError as problem:
            console.problem(told(problem, console.language))
            console.problem(_("Or delete the script only: `reelpulse obs remove --keep-scenes`."))
            return 1
    there = remove_script(_config_folder(settings))
    console.say(_("The script was deleted.") if there else _("No script of ours was installed."))
    if there:
        console.say(_("In OBS: Tools → Scripts, choose reelpulse_obs.py and press −."))
    return 0


def stage_up(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Make the scenes, or tell what of the person's would have to be renamed."""
    _ = console.gettext
    addresses = Addresses(settings.server, TokenStore(settings.tokens_path))
    language = str(console.language)
    with _open(settings) as obs:
        outcome = set_up(
            obs,
            overlay_url=addresses.overlay_url_in(language),
            language=language,
            font=font_of(sys.platform),
            webcam=options.webcam,
            agreed=options.yes,
        )
    _tell(outcome.changes, console)
    if not outcome.done:
        console.problem(
            _("Nothing was changed. These are yours and have our names; --yes renames them.")
        )
        return 1
    _tell_outcome(outcome, console)
    return 0


def status(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    """Tell how OBS is."""
    _ = console.gettext
    folder = find_config_folder(System.here(), settings.obs.config_dir)
    is_installed = folder is not None and script_folder(folder).exists()
    console.say(_("Script: {state}").format(state=_("installed") if is_installed else "–"))
    with _open(settings) as obs:
        seen = read_status(obs)
    console.say(
        _("OBS {version}, scene collection “{collection}”").format(
            version=seen.version, collection=seen.scene_collection
        )
    )
    console.say(_("Scenes: {state}").format(state=_("set up") if seen.is_set_up else "–"))
    if seen.overlay is not None:
        console.say(_overlay_text(seen.overlay, console))
    return 0


def projector(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Open it, or list the screens."""
    with _open(settings) as obs:
        if options.monitor is not None:
            open_projector(obs, options.monitor)
            return 0
        for one in read_monitors(obs):
            console.say(f"{one.index}  {one.name}  {one.width_px} × {one.height_px}")
    return 0


def keep_password(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    """Ask for it without showing it, and try it."""
    door = ObsDoor(settings, System.here())
    try:
        password = getpass.getpass(console.gettext("OBS's WebSocket password: "))
    except EOFError as problem:
        raise ObsError(
            "No password was typed. Run this in a terminal, or type it on the moderator's page."
        ) from problem
    door.keep_password(password)
    door.open(lambda _event: None).close()
    console.say(console.gettext("OBS takes this password."))
    return 0


@contextmanager
def _open(settings: Settings) -> Iterator[ObsConnection]:
    connection = ObsDoor(settings, System.here()).open(lambda _event: None)
    try:
        yield connection
    finally:
        connection.close()


def _config_folder(settings: Settings) -> Path:
    system = System.here()
    folder = find_config_folder(system, settings.obs.config_dir)
    if folder is None:
        raise ObsError(
            "OBS's settings were not found in {folders}. Install OBS and start it once, or name its "
            "folder in settings.toml: [obs] config_dir.",
            folders=", ".join(map(str, usual_folders(system))),
        )
    return folder


def _tell(changes: Sequence[ObsChange], console: Console) -> None:
    _ = console.gettext
    words = {
        Change.CREATE: _("made: {name}"),
        Change.UPDATE: _("updated: {name}"),
        Change.RENAME: _("yours, with our name: {name}"),
        Change.REMOVE: _("removed: {name}"),
        Change.LEAVE: _("left as it is: {name}"),
    }
    for change in changes:
        name = f"{change.name} → {change.scene}" if change.scene else change.name
        console.say(words[change.change].format(name=name))


def _tell_outcome(outcome: SetUpOutcome, console: Console) -> None:
    _ = console.gettext
    console.say(_overlay_text(outcome.overlay, console))
    if outcome.webcam is None:
        console.problem(
            _(
                "No camera was found. Add one as a source in OBS, then set up again with "
                "--webcam and its name."
            )
        )
    else:
        console.say(_("Webcam: {name}").format(name=outcome.webcam))


def _overlay_text(kind: OverlayKind, console: Console) -> str:
    _ = console.gettext
    if kind is OverlayKind.BROWSER:
        return _("Overlay: the page, in a browser source")
    return _("Overlay: a line of text per seat, because this OBS has no browser source")
