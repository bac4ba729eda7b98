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
│   ├── NetUnknownError
│   ├── AddedNetError
│   └── ProviderMissingError
├── FetchError               a net that cannot be fetched
│   ├── NetNotFetchableError
│   ├── AddressUnreachableError
│   ├── AddressRefusedError
│   │   └── RedirectRefusedError
│   ├── BrokenOffError
│   ├── GivenFileUnreadableError
│   ├── OtherFileError
│   └── FileUnwritableError
├── WireError                bytes that are not our protocol
│   ├── WireVersionError
│   └── AccessDeniedError
├── MediaError               an ad or webcam file that cannot be played
├── StorageError             the data base cannot be read or written
│   ├── SchemaTooNewError
│   ├── DataDirInUseError
│   ├── DiskFullError
│   └── SessionNotFoundError
├── AnalysisError            a film that cannot be measured as asked
├── LabelError               a file of hand-coded labels that cannot be used
├── ScreeningError           a command that does not fit the show's state
├── ObsError                 OBS cannot be used
│   ├── ObsUnreachableError
│   ├── ObsPasswordError
│   └── ObsRefusedError
└── ReportError              a report that cannot be made
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path


class Word(str):
    """A value of a message that is itself looked up in the catalogues."""

    __slots__ = ()


class ReelPulseError(Exception):
    """Base of all errors that are shown to a person; `str()` is the whole message in English.

    `template` is the message with named gaps, which the catalogues translate, `values` fills them, and
    `subject`, where there is one, stands before it: `reelpulse.texts.told` puts them together in the
    reader's language.
    """

    def __init__(self, template: str, *, subject: str = "", **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values
        self.subject = subject

    def __str__(self) -> str:
        return self.in_words_of(self.template)

    def in_words_of(self, template: str, *, word: Callable[[str], str] = str) -> str:
        """The message by another template with the same gaps: its translation.

        Args:
            template: the translation.
            word: translates the values that are words themselves.
        """
        values = {
            name: word(value) if isinstance(value, Word) else value
            for name, value in self.values.items()
        }
        text = template.format(**values) if values else template
        return f"{self.subject}: {text}" if self.subject else text


class SettingsError(ReelPulseError):
    """A settings file or command-line option cannot be used."""


class ResourceMissingError(ReelPulseError):
    """A file that ships with ReelPulse is not where it belongs."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "{path} is missing from this installation. Install ReelPulse again, "
            "or restore the file from the repository.",
            path=path,
        )


class PortInUseError(ReelPulseError):
    """Another program already listens on the wanted port."""

    def __init__(self, *, host: str, port: int) -> None:
        super().__init__(
            "{host}:{port} is already in use, perhaps by another ReelPulse. "
            "Close that program, or choose another port with --port {next_port}.",
            host=host,
            port=port,
            next_port=port + 1,
        )


class PictureError(ReelPulseError):
    """The bytes of one picture cannot be used; the frame is dropped, the show goes on."""


class ModelLoadingError(ReelPulseError):
    """A net cannot be loaded."""


class ModelFileNotFoundError(ModelLoadingError, FileNotFoundError):
    """The manifest names a model file that is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "The model file {path} is missing. Restore it from the repository "
            "(models/weights) or install ReelPulse again.",
            path=path,
        )


class ModelFileAlteredError(ModelLoadingError):
    """A model file's SHA-256 is not the manifest's."""

    def __init__(self, path: Path, *, expected_sha256: str, found_sha256: str) -> None:
        super().__init__(
            "The model file {path} was altered: its SHA-256 is {found_sha256}, the manifest "
            "says {expected_sha256}. Restore it from the repository (models/weights).",
            path=path,
            found_sha256=found_sha256,
            expected_sha256=expected_sha256,
        )


class ManifestError(ModelLoadingError):
    """models/manifest.toml is incomplete or contradicts itself."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            "{path}: {problem}. Correct the entry or restore the file.", path=path, problem=problem
        )


class NetUnknownError(ModelLoadingError):
    """The settings name a net that the manifest does not have."""

    def __init__(self, wanted: str, *, role: Word, key: str, known: Sequence[str]) -> None:
        super().__init__(
            "There is no net “{wanted}” for {role}; known are {known}. "
            "Correct settings.toml: [vision] {key}.",
            wanted=wanted,
            role=role,
            key=key,
            known=", ".join(known) or "-",
        )


class AddedNetError(ModelLoadingError):
    """A net cannot be added or used."""


class ProviderMissingError(ModelLoadingError):
    """An execution provider was asked for by name and cannot be used here."""

    def __init__(self, wanted: str, *, available: Sequence[str]) -> None:
        super().__init__(
            "The execution provider {wanted} cannot be used on this machine. "
            "Available: {available}. Choose one of these with --provider, "
            "or leave the choice to ReelPulse with --provider auto.",
            wanted=repr(wanted),
            available=", ".join(available) or "-",
        )


class FetchError(ReelPulseError):
    """A net cannot be fetched; nothing of it is kept."""


class NetNotFetchableError(FetchError):
    """The catalogue has no net of this name."""

    def __init__(self, wanted: str, *, known: Sequence[str]) -> None:
        super().__init__(
            "There is no net named {wanted} to be fetched; there are {known}. A net of your own is "
            "added with `reelpulse models add`.",
            wanted=wanted,
            known=", ".join(known) or "-",
        )


class AddressUnreachableError(FetchError):
    """Nothing answers at the address: this machine is offline, or the other one is."""

    def __init__(self, address: str, *, reason: object) -> None:
        super().__init__(
            "{address} cannot be reached ({reason}). Is this machine offline? Then fetch the file on "
            "another one and give it to `reelpulse models fetch` with --from FILE.",
            address=address,
            reason=reason,
        )


class AddressRefusedError(FetchError):
    """The address answers with an error instead of the file."""

    def __init__(self, address: str, *, status: int, reason: str) -> None:
        super().__init__(
            "{address} answers with {status} {reason}. Try again later; if the file has gone from "
            "there, a newer ReelPulse may know where it is.",
            address=address,
            status=status,
            reason=reason,
        )
        self.status = status


class RedirectRefusedError(AddressRefusedError):
    """The address sends on to one from which nothing is fetched."""

    def __init__(self, address: str, *, status: int, target: str) -> None:
        super(AddressRefusedError, self).__init__(
            "{address} sends on to {target}, which is not encrypted, so nothing was fetched. Fetch the "
            "file in a way that you trust and give it to `reelpulse models fetch` with --from FILE.",
            address=address,
            target=target,
        )
        self.status = status


class BrokenOffError(FetchError):
    """The connection was cut in the middle of the file."""

    def __init__(self, address: str, *, received_bytes: int, size_bytes: int) -> None:
        super().__init__(
            "{address} broke off after {received} of {size} bytes. Try again.",
            address=address,
            received=received_bytes,
            size=size_bytes,
        )


class GivenFileUnreadableError(FetchError):
    """The file that was fetched elsewhere cannot be read."""

    def __init__(self, path: Path, *, reason: object) -> None:
        super().__init__(
            "{path} cannot be read ({reason}). Give the file that was fetched after --from.",
            path=path,
            reason=reason,
        )


class OtherFileError(FetchError):
    """The file is not the one whose checksum the catalogue has."""

    def __init__(self, origin: Path | str, *, expected: str, found: str) -> None:
        super().__init__(
            "{origin} is another file than the one that ReelPulse was tested with: {found} instead of "
            "{expected}. It was not kept. If its publisher has replaced it, a newer ReelPulse may know "
            "the new one; else it was damaged or altered on the way.",
            origin=origin,
            found=found,
            expected=expected,
        )


class FileUnwritableError(FetchError):
    """The disk is full, or may not be written to."""

    def __init__(self, path: Path, *, reason: object) -> None:
        super().__init__(
            "{path} cannot be written ({reason}). Free some space or see to your rights there, or "
            "choose another data folder with --data-dir.",
            path=path,
            reason=reason,
        )


class WireError(ReelPulseError):
    """Bytes on a socket that are not our protocol."""


class WireVersionError(WireError):
    """The other side speaks another version of the protocol."""

    def __init__(self, *, theirs: int, ours: int) -> None:
        super().__init__(
            "The sender speaks protocol version {theirs}, this server speaks {ours}. "
            "Install the OBS script and the server from the same ReelPulse release.",
            theirs=theirs,
            ours=ours,
        )


class AccessDeniedError(WireError):
    """A missing or wrong token, a foreign host or origin."""


class MediaError(ReelPulseError):
    """An ad or webcam file cannot be played."""

    def __init__(self, path: Path | str, template: str, **values: object) -> None:
        super().__init__(template, subject=str(path), **values)
        self.path = path


class StorageError(ReelPulseError):
    """The data base cannot be read or written."""


class SchemaTooNewError(StorageError):
    """The data base was written by a newer ReelPulse."""

    def __init__(self, path: Path, *, found: int, supported: int) -> None:
        super().__init__(
            "{path} has schema version {found}; this ReelPulse reads up to {supported}. "
            "Update ReelPulse, or choose another folder with --data-dir.",
            path=path,
            found=found,
            supported=supported,
        )


class DataDirInUseError(StorageError):
    """Another server keeps its sessions in the same folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "Another ReelPulse already runs with the folder {path}. Close it, or choose another "
            "folder with --data-dir.",
            path=path,
        )


class DiskFullError(StorageError):
    """The disk that holds the data base is full."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "The disk that holds {path} is full. Free some space: readings wait in memory "
            "and are written as soon as there is room.",
            path=path,
        )


class SessionNotFoundError(StorageError):
    """No session has this number."""

    def __init__(self, session_id: int) -> None:
        super().__init__(
            "There is no session {number}. `reelpulse sessions` lists the ones there are.",
            number=session_id,
        )


class AnalysisError(ReelPulseError):
    """A film cannot be measured as asked."""


class LabelError(ReelPulseError):
    """A file of hand-coded labels cannot be used; its subject names file and line."""


class ScreeningError(ReelPulseError):
    """A command that does not fit the state of the show."""


class ObsError(ReelPulseError):
    """OBS cannot do what was asked."""


class ObsUnreachableError(ObsError):
    """Nothing answers where OBS's WebSocket server should be."""

    def __init__(self, *, host: str, port: int) -> None:
        super().__init__(
            "OBS does not answer at {host}:{port}. Start OBS and switch on "
            "Tools → WebSocket Server Settings → Enable WebSocket server.",
            host=host,
            port=port,
        )


class ObsPasswordError(ObsError):
    """OBS wants another password."""

    def __init__(self) -> None:
        super().__init__(
            "OBS asks for another password. It stands in OBS under Tools → WebSocket Server "
            "Settings → Show Connect Info; type it on the moderator's page or after "
            "`reelpulse obs password`."
        )


class ObsRefusedError(ObsError):
    """OBS answered a request with a refusal."""

    def __init__(self, request: str, *, code: int, comment: str) -> None:
        super().__init__(
            "OBS refused {request} ({code}: {comment}). Look into OBS for an open question or a "
            "problem, then try again.",
            request=request,
            code=code,
            comment=comment or "-",
        )
        self.code = code


class ReportError(ReelPulseError):
    """A report cannot be made."""
