"""Prints what the checks found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import rich.console
import rich.text

from reelpulse.doctor.finding import Finding, State, Wording, say
from reelpulse.texts import Language, translations

_SIGNS: Final = {
    State.OK: ("ok", "green"),
    State.WARNING: ("look", "yellow"),
    State.FAILED: ("MEND", "bold red"),
}
"""Words, not only colours: the text must tell the same in a log."""


def print_findings(
    findings: Sequence[Finding], language: Language, console: rich.console.Console
) -> None:
    """One line for each check, below it the remedy where there is something to do."""
    gettext = translations(language).gettext
    widest = max(len(gettext(finding.name)) for finding in findings)
    signs = {state: gettext(word) for state, (word, _) in _SIGNS.items()}
    column = max(map(len, signs.values()))
    for finding in findings:
        line = rich.text.Text()
        line.append(signs[finding.state].ljust(column), style=_SIGNS[finding.state][1])
        line.append(f"  {gettext(finding.name).ljust(widest)}  {finding.detail.told(language)}")
        console.print(line)
        for step in finding.remedy.told(language).splitlines() if finding.remedy else ():
            console.print(rich.text.Text(" " * (column + 2) + step, style="bold"))
    console.print()
    console.print(rich.text.Text(_verdict(findings).told(language)))


def _verdict(findings: Sequence[Finding]) -> Wording:
    if any(finding.state is State.FAILED for finding in findings):
        return say("Something has to be mended before a screening; the remedies stand above.")
    if any(finding.state is State.WARNING for finding in findings):
        return say("Everything works; please read the remarks above.")
    return say("Everything is in place for a screening.")
