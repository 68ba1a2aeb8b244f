"""The tables of customs, version by version."""
