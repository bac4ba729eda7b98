"""Builds every object and joins the rooms to their ports; knows everyone, known by the commands only."""
