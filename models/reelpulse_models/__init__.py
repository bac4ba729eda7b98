"""Makes and judges the nets that ReelPulse ships; nothing here runs during a screening."""
