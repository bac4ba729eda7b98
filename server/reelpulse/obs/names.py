"""What our things in OBS are called; the script finds them by these names."""

from __future__ import annotations

from typing import Final

AUDIENCE: Final = "RP Audience"
"""Scene of the room's screen: ad, buffer, notice, and nothing else."""
SESSION: Final = "RP Session"
"""Scene of the programme and the recording: audience, webcam, overlay."""
AD: Final = "RP Ad"
BUFFER: Final = "RP Buffer"
NOTICE: Final = "RP Notice"
WEBCAM: Final = "RP Webcam"
"""Made only where the person has no webcam input."""
BROWSER_OVERLAY: Final = "RP Overlay"
TEXT_OVERLAY: Final = "RP Overlay Text"

SCENES: Final = (AUDIENCE, SESSION)
INPUTS: Final = (AD, BUFFER, NOTICE, WEBCAM, BROWSER_OVERLAY, TEXT_OVERLAY)
