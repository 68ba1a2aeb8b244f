"""Alembic's environment of the toy agencies."""

from exportlane.runtime.migrations import run_env

run_env()
