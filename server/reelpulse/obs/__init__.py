"""OBS behind a port: set-up of scenes and overlay, recording, projector, the script's installation."""
