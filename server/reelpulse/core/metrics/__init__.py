"""From readings to the figures of the report; one figure per file, each with its formula and source."""
