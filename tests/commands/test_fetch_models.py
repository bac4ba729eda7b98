"""A person fetches a net that does not ship, from its address or from a file, and is told what goes wrong."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from file_server import FileServer, served

from reelpulse.commands.line import INTERRUPTED, run
from reelpulse.resources import resource
from reelpulse.vision.added_nets import with_added_nets
from reelpulse.vision.manifest import load_manifest
from reelpulse_models.onnx_graph import OnnxGraph, save

_CATALOGUE = """
schema = 1

[[net]]
name = "little"
role = "emotion"
address = "{address}"
sha256 = "{sha256}"
size_bytes = {size_bytes}
source = "made for a test"
licence = "none"
terms = "{terms}"

[net.input]
name = "x"
width_px = 24
height_px = 24
colour = "rgb"
layout = "nchw"
mean = [0.0, 0.0, 0.0]
std = [1.0, 1.0, 1.0]

[net.emotion]
output = "scores"
values = "logits"
labels = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]
crop_around = "box"
crop_scale = 1.2
align_roll = false
border = "replicate"
"""


# What is started in the background of a shell, as these tests may be, ignores Ctrl+C; a person's does not.
_AS_TYPED = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('reelpulse', run_name='__main__', alter_sys=True)"
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A little net that reads faces, badly."""
    graph = OnnxGraph()
    pooled = graph.node("GlobalAveragePool", [graph.add_input("x", (3, 24, 24))])
    weights = np.random.default_rng(0).normal(size=(7, 3, 1, 1)).astype(np.float32)
    graph.add_output("scores", graph.node("Flatten", [graph.conv(pooled, weights)], axis=1), (7,))
    path = tmp_path_factory.mktemp("published") / "little.onnx"
    # So large that half of it does not fit into the buffer of a file that is written.
    save(graph.finish("little", metadata={"filler": "x" * 600_000}), path)
    return path


@pytest.fixture(scope="module")
def server(net: Path) -> Iterator[FileServer]:
    with served(net.read_bytes()) as running:
        yield running


class Person:
    """Types commands; has a data folder and a catalogue whose addresses are on this machine."""

    def __init__(self, folder: Path, net: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.nets = folder / "data" / "nets"
        self._folder = folder
        self._net = net
        self._capsys = capsys

    def types(self, *words: str) -> int:
        """One command."""
        return run(["models", *words, "--data-dir", str(self._folder / "data")])

    def fetches(self, address: str, *words: str, terms: str = "for tests only") -> int:
        """The net of the catalogue, which lies at this address."""
        catalogue = self.writes_catalogue(address, terms=terms)
        return self.types("fetch", "little", "--catalogue", str(catalogue), *words)

    def begins_to_fetch(self, server: FileServer) -> subprocess.Popen[bytes]:
        """The same in a process of its own, which has received half of the file."""
        catalogue = self.writes_catalogue(server.address("stalled"), terms="")
        asked, part = len(server.asked), self.nets / ".little.part" / "net.onnx.part"
        words = ("models", "fetch", "little", "--catalogue", str(catalogue))
        process = subprocess.Popen(
            [sys.executable, "-c", _AS_TYPED, *words, "--data-dir", str(self._folder / "data")],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            stdout=subprocess.DEVNULL,
        )
        end_s = time.monotonic() + 30
        while server.asked[asked:] != ["stalled"] or not part.exists() or not part.stat().st_size:
            assert process.poll() is None, "it ended before anything had come"
            if time.monotonic() > end_s:
                process.kill()
                pytest.fail("nothing came in time")
            time.sleep(0.05)
        return process

    def writes_catalogue(self, address: str, *, terms: str) -> Path:
        """Of one net."""
        content = self._net.read_bytes()
        catalogue = self._folder / "catalogue.toml"
        sha256 = hashlib.sha256(content).hexdigest()
        catalogue.write_text(
            _CATALOGUE.format(address=address, sha256=sha256, size_bytes=len(content), terms=terms),
            encoding="utf-8",
        )
        return catalogue

    def reads(self) -> str:
        """Everything that was told since the last time, its spaces made one."""
        told = self._capsys.readouterr()
        return " ".join((told.out + told.err).split())

    def net_folders(self) -> list[str]:
        return sorted(path.name for path in self.nets.iterdir()) if self.nets.is_dir() else []


@pytest.fixture
def person(tmp_path: Path, net: Path, capsys: pytest.CaptureFixture[str]) -> Person:
    return Person(tmp_path, net, capsys)


def test_a_net_is_fetched_told_with_its_terms_and_chosen(
    person: Person, server: FileServer, net: Path
) -> None:
    assert person.fetches(server.address("whole")) == 0
    told = person.reads()
    assert f"little from {server.address('whole')}: none. for tests only" in told
    assert "Fetched, its checksum is right. Choose it with `reelpulse models use little`." in told
    assert (person.nets / "little" / "net.onnx").read_bytes() == net.read_bytes()
    assert person.net_folders() == ["little"]
    assert person.types("use", "little") == 0
    assert person.types("verify") == 0
    assert "little: checksum right" in person.reads()
    manifest = with_added_nets(load_manifest(resource("models", "manifest.toml")), person.nets)
    file = manifest.emotion_net().file
    assert (file.name, file.address) == ("little", server.address("whole"))
    assert person.types("list") == 0
    assert re.search(r"little emotions yes made for a test\. none; for tests only", person.reads())


def test_what_is_here_and_whole_is_not_fetched_again(person: Person, server: FileServer) -> None:
    assert person.fetches(server.address("whole")) == 0
    asked = len(server.asked)
    assert person.fetches(server.address("whole")) == 0
    assert "little is here already, its checksum is right." in person.reads()
    assert len(server.asked) == asked


def test_a_damaged_net_is_fetched_again(person: Person, server: FileServer, net: Path) -> None:
    assert person.fetches(server.address("whole")) == 0
    file = person.nets / "little" / "net.onnx"
    file.write_bytes(b"damaged")
    person.reads()
    assert person.types("verify") == 1
    told = person.reads()
    assert f"The model file {file} was altered since it was added" in told
    assert "one that was fetched can be fetched again at once." in told
    assert person.fetches(server.address("whole")) == 0
    assert (person.nets / "little" / "net.onnx").read_bytes() == net.read_bytes()
    assert person.types("verify") == 0


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("gone", "answers with 404 Not Found. Try again later"),
        ("cut", "broke off after"),
        ("other", "is another file than the one that ReelPulse was tested with: SHA-256"),
        ("longer", "is another file than the one that ReelPulse was tested with: >"),
    ],
)
def test_where_a_newer_one_does_not_come_the_older_one_stays_and_works(
    person: Person, server: FileServer, net: Path, path: str, said: str
) -> None:
    assert person.fetches(server.address(path)) == 1
    assert said in person.reads()
    assert person.net_folders() == []
    assert person.fetches(server.address("whole"), terms="older") == 0
    assert person.types("use", "little") == 0
    assert person.fetches(server.address(path), terms="newer") == 1
    assert said in person.reads()
    assert person.net_folders() == ["in_use.txt", "little"]
    assert 'terms = "older"' in (person.nets / "little" / "spec.toml").read_text("utf-8")
    assert (person.nets / "little" / "net.onnx").read_bytes() == net.read_bytes()
    assert person.types("verify") == 0
    assert person.fetches(server.address("whole"), terms="newer") == 0
    assert 'terms = "newer"' in (person.nets / "little" / "spec.toml").read_text("utf-8")
    assert person.net_folders() == ["in_use.txt", "little"]


def test_a_machine_that_is_offline_is_told_to_take_a_file_and_takes_one(
    person: Person, net: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}/whole"
    assert person.fetches(nowhere) == 1
    told = person.reads()
    assert "cannot be reached" in told
    assert "`reelpulse models fetch` with --from FILE" in told
    assert person.net_folders() == []
    assert person.fetches(nowhere, "--from", str(net)) == 0
    assert f"little from {net}: none. for tests only" in person.reads()
    assert person.net_folders() == ["little"]
    assert person.types("use", "little") == 0


def test_a_given_file_is_checked_like_a_download(
    person: Person, server: FileServer, net: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.onnx"
    wrong.write_bytes(net.read_bytes()[:-1] + b"\x00")
    asked = len(server.asked)
    assert person.fetches(server.address("whole"), "--from", str(wrong)) == 1
    assert "wrong.onnx is another file" in person.reads()
    assert person.fetches(server.address("whole"), "--from", str(tmp_path / "none")) == 1
    assert "none cannot be read (No such file or directory)" in person.reads()
    assert person.net_folders() == []
    assert len(server.asked) == asked


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_a_download_that_a_person_breaks_off_leaves_nothing(
    person: Person, server: FileServer
) -> None:
    process = person.begins_to_fetch(server)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == INTERRUPTED
    assert person.net_folders() == []


def test_what_a_killed_download_leaves_is_no_net_and_is_gone_with_the_next(
    person: Person, server: FileServer
) -> None:
    process = person.begins_to_fetch(server)
    process.kill()
    process.wait(30)
    assert person.net_folders() == [".little.part"]
    assert person.types("verify") == 0
    assert "little" not in person.reads()
    assert person.fetches(server.address("whole")) == 0
    assert person.net_folders() == ["little"]
    assert person.types("verify") == 0


def test_a_net_of_ones_own_of_the_same_name_stays(
    person: Person, server: FileServer, net: Path, tmp_path: Path
) -> None:
    spec = tmp_path / "mine.toml"
    entry = _CATALOGUE.format(address="", sha256="", size_bytes=0, terms="mine")
    lines = entry.replace("[net.", "[").splitlines()
    left_out = ("schema", "[[net]]", "address", "sha256", "size_bytes")
    spec.write_text("\n".join(line for line in lines if not line.startswith(left_out)), "utf-8")
    assert person.types("add", str(net), "--spec", str(spec)) == 0
    person.reads()
    assert person.fetches(server.address("whole")) == 1
    place = person.nets / "little"
    assert f"{place} holds a net of your own named little." in person.reads()
    assert 'terms = "mine"' in (place / "spec.toml").read_text("utf-8")


def test_a_net_of_ones_own_that_claims_an_address_is_not_added_so_that_fetching_cannot_delete_it(
    person: Person, server: FileServer, net: Path, tmp_path: Path
) -> None:
    spec = tmp_path / "mine.toml"
    entry = _CATALOGUE.format(address="https://example.org/x", sha256="", size_bytes=0, terms="m")
    lines = entry.replace("[net.", "[").splitlines()
    left_out = ("schema", "[[net]]", "sha256", "size_bytes")
    spec.write_text("\n".join(line for line in lines if not line.startswith(left_out)), "utf-8")
    assert person.types("add", str(net), "--spec", str(spec)) == 1
    assert f"Leave address out of {spec}:" in person.reads()
    assert person.net_folders() == []
    assert person.fetches(server.address("whole"), terms="published") == 0
    assert 'terms = "published"' in (person.nets / "little" / "spec.toml").read_text("utf-8")


def test_a_catalogue_cannot_put_a_net_in_the_place_of_one_that_ships(
    person: Person, server: FileServer
) -> None:
    catalogue = person.writes_catalogue(server.address("whole"), terms="")
    text = catalogue.read_text("utf-8").replace('"little"', '"emotion-mean3-112"')
    catalogue.write_text(text, "utf-8")
    asked = len(server.asked)
    assert person.types("fetch", "emotion-mean3-112", "--catalogue", str(catalogue)) == 1
    assert "emotion-mean3-112 is the name of a net that ships with ReelPulse." in person.reads()
    assert person.net_folders() == []
    assert len(server.asked) == asked


def test_a_name_that_the_catalogue_lacks_is_told(person: Person) -> None:
    assert person.types("fetch", "nine") == 1
    told = person.reads()
    assert "There is no net named nine to be fetched; there are yunet-n, face-landmarker." in told


def test_who_chooses_a_net_that_is_not_here_is_told_how_to_get_it(person: Person) -> None:
    assert person.types("use", "yunet-n") == 1
    said = "The net yunet-n is not here yet. Get it with `reelpulse models fetch yunet-n`."
    assert said in person.reads()


def test_the_list_says_what_can_be_fetched_and_goes_to_no_network(person: Person) -> None:
    assert person.types("list") == 0
    told = person.reads()
    for name, role in (("yunet-n", "faces"), ("face-landmarker", "landmarks")):
        assert f"Not here: {name} ({role}); `reelpulse models fetch {name}` gets it." in told
    assert person.net_folders() == []
