"""Run by alembic; the runtime does the work."""

from exportlane.runtime.migrations import run_env

run_env()
