"""Every error a person may meet, each with a message that says what to do.

ReelPulseError
├── SettingsError            a settings file or option that cannot be used
├── ResourceMissingError     a file of the installation is gone
├── PortInUseError           another program listens on our port
├── PictureError             bytes that are not a usable picture
├── ModelLoadingError        a net that cannot be loaded
│   ├── ModelFileNotFoundError (FileNotFoundError)
│   ├── ModelFileAlteredError
│   ├── ManifestError
│   └── ProviderMissingError
├── WireError                bytes that are not our protocol
│   ├── WireVersionError
│   └── AccessDeniedError
├── MediaError               an ad or webcam file that cannot be played
├── StorageError             the data base cannot be read or written
│   ├── SchemaTooNewError
│   ├── DiskFullError
│   └── SessionNotFoundError
├── ScreeningError           a command that does not fit the show's state
└── ReportError              a report that cannot be made
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ReelPulseError(Exception):
    """Base of all errors that are shown to a person; `str()` is the whole message."""


class SettingsError(ReelPulseError):
    """A settings file or command-line option cannot be used."""


class ResourceMissingError(ReelPulseError):
    """A file that ships with ReelPulse is not where it belongs."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is missing from this installation. Install ReelPulse again, "
            "or restore the file from the repository."
        )


class PortInUseError(ReelPulseError):
    """Another program already listens on the wanted port."""

    def __init__(self, *, host: str, port: int) -> None:
        super().__init__(
            f"{host}:{port} is already in use, perhaps by another ReelPulse. "
            f"Close that program, or choose another port with --port {port + 1}."
        )


class PictureError(ReelPulseError):
    """The bytes of one picture cannot be used; the frame is dropped, the show goes on."""


class ModelLoadingError(ReelPulseError):
    """A net cannot be loaded."""


class ModelFileNotFoundError(ModelLoadingError, FileNotFoundError):
    """The manifest names a model file that is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The model file {path} is missing. Restore it from the repository "
            "(models/weights) or install ReelPulse again."
        )


class ModelFileAlteredError(ModelLoadingError):
    """A model file's SHA-256 is not the manifest's."""

    def __init__(self, path: Path, *, expected_sha256: str, found_sha256: str) -> None:
        super().__init__(
            f"The model file {path} was altered: its SHA-256 is {found_sha256}, the manifest "
            f"says {expected_sha256}. Restore it from the repository (models/weights)."
        )


class ManifestError(ModelLoadingError):
    """models/manifest.toml is incomplete or contradicts itself."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}. Correct the entry or restore the file.")


class ProviderMissingError(ModelLoadingError):
    """An execution provider was asked for by name and cannot be used here."""

    def __init__(self, wanted: str, *, available: Sequence[str]) -> None:
        super().__init__(
            f"The execution provider {wanted!r} cannot be used on this machine. "
            f"Available: {', '.join(available) or 'none'}. Choose one of these with --provider, "
            "or leave the choice to ReelPulse with --provider auto."
        )


class WireError(ReelPulseError):
    """Bytes on a socket that are not our protocol."""


class WireVersionError(WireError):
    """The other side speaks another version of the protocol."""

    def __init__(self, *, theirs: int, ours: int) -> None:
        super().__init__(
            f"The sender speaks protocol version {theirs}, this server speaks {ours}. "
            "Install the OBS script and the server from the same ReelPulse release."
        )


class AccessDeniedError(WireError):
    """A missing or wrong token, a foreign host or origin."""


class MediaError(ReelPulseError):
    """An ad or webcam file cannot be played."""

    def __init__(self, path: Path | str, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


class StorageError(ReelPulseError):
    """The data base cannot be read or written."""


class SchemaTooNewError(StorageError):
    """The data base was written by a newer ReelPulse."""

    def __init__(self, path: Path, *, found: int, supported: int) -> None:
        super().__init__(
            f"{path} has schema version {found}; this ReelPulse reads up to {supported}. "
            "Update ReelPulse, or choose another folder with --data-dir."
        )


class DiskFullError(StorageError):
    """The disk that holds the data base is full."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The disk that holds {path} is full. Free some space: readings wait in memory "
            "and are written as soon as there is room."
        )


class SessionNotFoundError(StorageError):
    """No session has this number."""

    def __init__(self, session_id: int) -> None:
        super().__init__(
            f"There is no session {session_id}. `reelpulse sessions` lists the ones there are."
        )


class ScreeningError(ReelPulseError):
    """A command that does not fit the state of the show."""


class ReportError(ReelPulseError):
    """A report cannot be made."""
