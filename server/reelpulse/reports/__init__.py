"""Prints a session's figures as a PDF, in a process of its own.

Only the door is imported here: it stays light, and the libraries that draw and set type are loaded
by the child process alone.
"""

from reelpulse.reports.inputs import FrameCounts, ReportInput
from reelpulse.reports.process import make_report
from reelpulse.reports.progress import ReportProgress, ReportStage

__all__ = ["FrameCounts", "ReportInput", "ReportProgress", "ReportStage", "make_report"]
