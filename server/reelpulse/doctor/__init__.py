"""`reelpulse doctor` as a library: small checks, each with its remedy, and how they are printed."""

from reelpulse.doctor.checks import exit_code, run_doctor
from reelpulse.doctor.finding import Finding, State, Wording
from reelpulse.doctor.report import print_findings

__all__ = ["Finding", "State", "Wording", "exit_code", "print_findings", "run_doctor"]
