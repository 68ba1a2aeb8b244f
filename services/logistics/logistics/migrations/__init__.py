"""The tables of this agency, version by version."""
