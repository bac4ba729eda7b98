"""`reelpulse demo`: the whole product on one machine without a camera or OBS."""
