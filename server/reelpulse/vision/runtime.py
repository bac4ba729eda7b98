"""Opens nets in ONNX Runtime: the one place that knows execution providers and session options."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as states

from reelpulse.errors import ModelLoadingError, ProviderMissingError
from reelpulse.vision.net_file import Layout, OnnxFile

_log = logging.getLogger(__name__)

CPU: Final = "CPUExecutionProvider"
DIRECTML: Final = "DmlExecutionProvider"
AUTO: Final = "auto"
_PREFERRED: Final = {
    "win32": (DIRECTML, "CUDAExecutionProvider", CPU),
    "darwin": ("CoreMLExecutionProvider", CPU),
}
_PREFERRED_ELSEWHERE: Final = ("CUDAExecutionProvider", CPU)

ENGINE_FAILURES: Final[tuple[type[Exception], ...]] = (
    # ONNX Runtime's own errors have no common base but Exception.
    states.EPFail,
    states.EngineError,
    states.Fail,
    states.InvalidArgument,
    states.InvalidGraph,
    states.InvalidProtobuf,
    states.NoSuchFile,
    states.NotImplemented,
    states.RuntimeException,
    RuntimeError,
    ValueError,
)
"""What ONNX Runtime raises when a net cannot be opened or does not fit its input."""

Values = npt.NDArray[np.float32]


class Session(Protocol):
    """What is used of `onnxruntime.InferenceSession`."""

    def get_inputs(self) -> Sequence[Any]:
        """Descriptions of the inputs."""
        ...

    def get_outputs(self) -> Sequence[Any]:
        """Descriptions of the outputs."""
        ...

    def get_providers(self) -> Sequence[str]:
        """Providers that really run, the first one where it can."""
        ...

    def run(self, outputs: Sequence[str] | None, inputs: dict[str, Values]) -> list[Values]:
        """Compute."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """ONNX Runtime as it is installed here; tests put another in its place."""

    platform: str
    available: tuple[str, ...]
    """Execution providers that this build of ONNX Runtime holds."""
    open: Callable[[Path, str, int], Session]
    """File, provider and number of threads."""


class Net:
    """One opened net."""

    def __init__(self, file: OnnxFile, session: Session) -> None:
        self.file = file
        self._session = session
        self._input = file.input.name
        _require(file, [self._input], [v.name for v in session.get_inputs()])

    @property
    def takes_one(self) -> bool:
        """Whether it takes one picture at a time, and no batch."""
        return self._shape()[0] == 1

    @property
    def takes_any_size(self) -> bool:
        """Whether height and width of its input may change from call to call."""
        rows = 2 if self.file.input.layout is Layout.NCHW else 1
        return not any(isinstance(side, int) for side in self._shape()[rows : rows + 2])

    def _shape(self) -> Sequence[object]:
        """Of the input; what is free has a name or nothing instead of a number."""
        (shape,) = (v.shape for v in self._session.get_inputs() if v.name == self._input)
        return list(shape)

    def require_outputs(self, *names: str) -> None:
        """Check that the file gives what its manifest entry promises.

        Raises:
            ModelLoadingError: an output is missing.
        """
        _require(self.file, names, [v.name for v in self._session.get_outputs()])

    def run(self, outputs: Sequence[str], batch: Values) -> list[Values]:
        """Outputs by name for a batch in the layout of the net's `InputSpec`."""
        return self._session.run(outputs, {self._input: batch})


def _require(file: OnnxFile, wanted: Sequence[str], found: Sequence[str]) -> None:
    for name in wanted:
        if name not in found:
            raise ModelLoadingError(
                "The net {net} has no {name}; it has {found}. Correct its description.",
                net=file.name,
                name=name,
                found=", ".join(found),
            )


def installed_engine() -> Engine:
    """The ONNX Runtime of this process."""
    return Engine(
        platform=sys.platform,
        available=tuple(onnxruntime.get_available_providers()),
        open=_open_session,
    )


def session_options(provider: str, threads: int) -> onnxruntime.SessionOptions:
    """Options of one session.

    Spinning threads would take the CPU from whatever else shows the ad. DirectML forbids memory
    patterns and parallel execution (onnxruntime.ai, "DirectML Execution Provider").
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    if provider == DIRECTML:
        options.enable_mem_pattern = False
    return options


def _open_session(path: Path, provider: str, threads: int) -> Session:
    session: Session = onnxruntime.InferenceSession(
        str(path),
        session_options(provider, threads),
        providers=[provider],
        # Else a provider that fails to start is replaced by the CPU with no more than a print.
        enable_fallback=0,
    )
    return session


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """The provider on which all nets of this process run."""

    engine: Engine
    provider: str
    threads: int

    def open(self, file: OnnxFile) -> Net:
        """Check a file and open it.

        Raises:
            ModelFileNotFoundError: it is missing.
            ModelFileAlteredError: its SHA-256 is not the manifest's.
            ProviderMissingError: the provider does not start.
            ModelLoadingError: it is not a net that ONNX Runtime can run, or not as described.
        """
        file.check()
        try:
            session = self.engine.open(file.path, self.provider, self.threads)
        except ENGINE_FAILURES as problem:
            if self.provider != CPU:
                raise self._missing() from problem
            raise ModelLoadingError(
                "The net {net} cannot be opened: {problem}", net=file.name, problem=problem
            ) from problem
        if self.provider not in session.get_providers():
            raise self._missing()
        return Net(file, session)

    def _missing(self) -> ProviderMissingError:
        others = [name for name in self.engine.available if name != self.provider]
        return ProviderMissingError(self.provider, available=others)


def start_runtime(
    wanted: str, *, threads: int, probe: OnnxFile, engine: Engine | None = None
) -> Runtime:
    """Choose the provider and see that it runs.

    `auto` takes the first of this system's preferred providers that is installed and starts; one
    that is installed but does not start (no graphics card, an old driver) is passed over with a
    warning. A provider asked for by name is used or refused, never replaced.

    Args:
        wanted: `auto` or a provider's name; `cpu`, `dml` and the like are understood.
        threads: of each net on the CPU.
        probe: a net that is opened to see whether the provider starts.
        engine: ONNX Runtime, by default the installed one.

    Raises:
        ProviderMissingError: the provider asked for is not installed or does not start.
        ModelLoadingError: the probe cannot be opened.
    """
    engine = engine or installed_engine()
    named = wanted.lower() != AUTO
    for provider in [_full_name(wanted, engine)] if named else _preferred(engine):
        runtime = Runtime(engine=engine, provider=provider, threads=threads)
        try:
            runtime.open(probe)
        except ProviderMissingError as problem:
            if named or provider == CPU:
                raise
            _log.warning("%s is installed but does not start: %s", provider, problem.__cause__)
            continue
        _log.info(
            "nets run on %s (asked for: %s; installed: %s)",
            provider,
            wanted,
            ", ".join(engine.available),
        )
        return runtime
    raise ProviderMissingError(wanted, available=engine.available)


def _preferred(engine: Engine) -> list[str]:
    order = _PREFERRED.get(engine.platform, _PREFERRED_ELSEWHERE)
    return [name for name in order if name in engine.available]


def _full_name(wanted: str, engine: Engine) -> str:
    """The installed provider that is meant.

    Raises:
        ProviderMissingError: it is not in this build of ONNX Runtime.
    """
    spoken = wanted.lower().removesuffix("executionprovider")
    spoken = "dml" if spoken == "directml" else spoken
    for name in engine.available:
        if name.lower().removesuffix("executionprovider") == spoken:
            return name
    raise ProviderMissingError(wanted, available=engine.available)
