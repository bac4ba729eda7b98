"""Keeps how far an analysis is, with all that is known of the people, so that it can go on exactly."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import Any, Final

from reelpulse.core.following import People
from reelpulse.errors import AnalysisError

_OURS: Final = "reelpulse.core."
_NUMPY: Final = frozenset({"ndarray", "dtype", "_reconstruct", "scalar", "_frombuffer"})

_UNREADABLE: Final = (
    *(pickle.UnpicklingError, EOFError, AttributeError, ImportError),
    *(IndexError, KeyError, TypeError, ValueError),
)
"""What `pickle` raises of bytes that are damaged or of another version."""


@dataclass(slots=True, kw_only=True)
class Checkpoint:
    """Where an analysis stands."""

    people: People
    segment: int = 0
    """Index of the film that is being read."""
    number: int = -1
    """Of the last picture of it that is done."""
    pictures: int = 0
    """Done in all films."""
    read_to_ns: int = 0
    """The last moment, on the session's clock, of which there was a picture."""

    def to_bytes(self) -> bytes:
        """To be stored in one transaction with what was measured until here."""
        state = (self.people, self.segment, self.number, self.pictures, self.read_to_ns)
        return pickle.dumps(state)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Checkpoint:
        """What `to_bytes` wrote.

        Raises:
            AnalysisError: another version of ReelPulse wrote it.
        """
        try:
            people, segment, number, pictures, read_to_ns = _Reader(io.BytesIO(stored)).load()
        except _UNREADABLE as problem:
            raise AnalysisError(
                "The analysis that was broken off cannot go on with this version of ReelPulse. Begin "
                "anew with --anew."
            ) from problem
        return cls(
            people=people, segment=segment, number=number, pictures=pictures, read_to_ns=read_to_ns
        )


class _Reader(pickle.Unpickler):
    """Makes values of the core, numbers and deques, and nothing else that a file could name."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of a stored value.

        Raises:
            pickle.UnpicklingError: it is none of those that belong here.
        """
        is_number = module.partition(".")[0] == "numpy" and name in _NUMPY
        is_container = (module, name) == ("collections", "deque")
        if not (module.startswith(_OURS) or is_number or is_container):
            raise pickle.UnpicklingError(f"{module}.{name} does not belong into a checkpoint")
        return super().find_class(module, name)
