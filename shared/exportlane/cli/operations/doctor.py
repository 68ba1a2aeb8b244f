"""`exportlane doctor`: what is reachable, what lags, what is stuck; and for each finding what to do."""

from __future__ import annotations

from exportlane.cli.operations.line import JsonOption, UrlOption


def doctor(url: UrlOption = None, as_json: JsonOption = False) -> None:
    """Look at everything and say what is wrong and what to do. Status 1 when something is found."""
    from exportlane.cli.operations.examining import examine  # the contracts, which the help need not load

    examine(url, as_json=as_json)
