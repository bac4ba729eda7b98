"""The findings as a person reads them, in both languages, and the exit code."""

from __future__ import annotations

import ast
import io
import string
from pathlib import Path

import pytest
import rich.console

import reelpulse.doctor
from reelpulse.doctor import Finding, exit_code, print_findings, run_doctor
from reelpulse.doctor.finding import failed, say, warning, well
from reelpulse.settings import ServerSettings, Settings
from reelpulse.texts import Language, translations

WELL = well("Pango", say("{version}", version="1.50.12"))
REMARK = warning(
    "Disk",
    say("{host}:{port} is in use", host="h", port=1),
    say("Choose another folder with --data-dir."),
)
FAULT = failed(
    "Packages",
    say("cannot be loaded: {reason}", reason="[bold]x"),
    say("Delete the folder {folder} and start again.", folder="/v"),
)


def _printed(findings: tuple[Finding, ...], language: Language) -> str:
    output = io.StringIO()
    print_findings(findings, language, rich.console.Console(file=output, soft_wrap=True))
    return output.getvalue()


def test_each_check_has_a_line_and_each_remedy_stands_below_its_own() -> None:
    assert _printed((WELL, REMARK, FAULT), Language.ENGLISH) == (
        "ok    Pango     1.50.12\n"
        "look  Disk      h:1 is in use\n"
        "      Choose another folder with --data-dir.\n"
        "MEND  Packages  cannot be loaded: [bold]x\n"
        "      Delete the folder /v and start again.\n"
        "\n"
        "Something has to be mended before a screening; the remedies stand above.\n"
    )


def test_the_same_in_russian() -> None:
    assert _printed((WELL, REMARK), Language.RUSSIAN) == (
        "в порядке  Pango  1.50.12\n"
        "проверьте  Диск   h:1 занят\n"
        "           Выберите другую папку через --data-dir.\n"
        "\n"
        "Всё работает; прочтите замечания выше.\n"
    )


@pytest.mark.parametrize(
    ("findings", "code"), [((WELL,), 0), ((WELL, REMARK), 0), ((REMARK, FAULT, WELL), 1)]
)
def test_only_what_must_be_mended_makes_the_command_fail(
    findings: tuple[Finding, ...], code: int
) -> None:
    assert exit_code(findings) == code


def test_this_machine_can_hold_a_screening_and_nothing_was_written(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new", server=ServerSettings(port=0))
    findings = run_doctor(settings)
    assert [finding for finding in findings if finding.state == "failed"] == []
    assert len({finding.name for finding in findings}) == len(findings) >= 9
    assert list(tmp_path.iterdir()) == []


def _spoken() -> set[str]:
    """Every text that the doctor's modules hold for people: what `say` says, names, signs, verdicts."""
    texts: set[str] = set()
    for path in Path(reelpulse.doctor.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts.update(
            ast.literal_eval(node.args[0])
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
        )
        texts.update(
            ast.literal_eval(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and getattr(node.targets[0], "id", "").lower() in {"name", "verdict"}
        )
    return texts | {"ok", "look", "MEND"}


def test_every_text_exists_in_russian_with_the_same_gaps() -> None:
    russian = translations(Language.RUSSIAN)
    spoken = _spoken()
    assert len(spoken) > 40
    same_in_both = {"Python", "OpenCV", "Pango", "OBS", "{version}"} | {
        "{name} ({role})",
        "{name} ({role}: {terms})",
    }
    linux_commands = {text for text in spoken if text.startswith("Debian and Ubuntu")}
    known = russian._catalog  # gettext has no question for it
    assert {text for text in spoken if text not in known} == set()
    for text in spoken - same_in_both:
        told = russian.gettext(text)
        assert told != text or text in linux_commands
        assert _gaps(told) == _gaps(text)


def _gaps(text: str) -> set[tuple[str | None, str | None]]:
    return {(name, form) for _, name, form, _ in string.Formatter().parse(text) if name}
