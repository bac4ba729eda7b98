"""Trains our own emotion net; the only part of ReelPulse that needs torch, with the extra `train`."""
