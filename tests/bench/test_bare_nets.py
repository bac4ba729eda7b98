"""The bare nets of the bench run as the product runs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.vision.small_classifiers import SIDE_PX, add_classifier, one_at_a_time, write_classifier

from reelpulse.bench.bare import BareNets, sample_pictures
from reelpulse.resources import resource
from reelpulse.settings import Settings, VisionSettings
from reelpulse.vision.added_nets import with_added_nets
from reelpulse.vision.manifest import load_manifest
from reelpulse.vision.nets_in_use import use_net
from reelpulse.vision.runtime import Net, Values


def test_a_classifier_that_takes_one_face_is_run_once_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path, vision=VisionSettings(provider="cpu"))
    free = write_classifier(tmp_path / "free.onnx")
    shipped = load_manifest(resource("models", "manifest.toml"))
    add_classifier(one_at_a_time(free, tmp_path / "fixed.onnx"), shipped)
    use_net("fixed", settings.nets_dir, known=with_added_nets(shipped, settings.nets_dir))
    given: list[int] = []
    run = Net.run

    def counted(net: Net, outputs: Sequence[str], batch: Values) -> list[Values]:
        if batch.shape[-1] == SIDE_PX:
            given.append(len(batch))
        return run(net, outputs, batch)

    bare = BareNets(settings, faces=3)
    monkeypatch.setattr(Net, "run", counted)
    assert bare.median_ms(sample_pictures(people=1)[:1], frames=1) > 0
    assert given == [1, 1, 1]
