"""`reelpulse bench`: what the product costs beside the bare nets, as ratios of one run."""
