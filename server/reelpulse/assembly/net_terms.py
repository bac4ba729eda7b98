"""Which nets of a session were trained on pictures released for research only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reelpulse.core.session import ModelIdentity
from reelpulse.resources import resource
from reelpulse.vision.added_nets import known_nets
from reelpulse.vision.manifest import load_manifest


def research_nets(models: Sequence[ModelIdentity], nets_dir: Path) -> Mapping[str, tuple[str, ...]]:
    """Their names and the names of the sets.

    Role and name decide, not the file's hash: a session that was measured with an earlier edition of a
    net is told too. A net that is no longer known cannot be among them.

    Raises:
        ModelLoadingError: the manifest that ships cannot be read.
    """
    manifest = known_nets(load_manifest(resource("models", "manifest.toml")), nets_dir)
    sets = {
        (file.identity.role, file.identity.name): file.trained_on
        for file in manifest.files
        if file.research_only
    }
    named = ((model.role, model.name) for model in models)
    return {name: sets[role, name] for role, name in named if (role, name) in sets}
