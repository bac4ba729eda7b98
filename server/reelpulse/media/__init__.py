"""Looks into video files with PyAV, which carries FFmpeg's libraries on every system."""
