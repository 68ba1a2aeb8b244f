"""The tables of licensing, version by version."""
