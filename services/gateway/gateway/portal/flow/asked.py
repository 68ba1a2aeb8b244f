"""What a page of the overview was asked for: the filters that all of its pages share, and addresses with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.flow.filters import Filters, Scope

SHARED: Final = ("profile", "since", "until", "agency", "destination", "port", "exporter", "batch")
"""The filters of the overview; whatever else stands in an address is for the lists."""
OF_SINGLE_FIRMS: Final = ("exporter", "batch")
"""Not for who sees counts only: the count of one firm's batch may be one case."""


def asked(given: Mapping[str, str], scope: Scope) -> Filters:
    """The filters of an address, as far as this reader may use them."""
    names = [name for name in SHARED if scope.rows or name not in OF_SINGLE_FIRMS]
    return Filters.of({name: given[name] for name in names if name in given})


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses with the filters of the page. Without `rows` there is no list to lead to."""

    filters: Filters
    rows: bool

    def cases(self, **changes: Any) -> str | None:
        """The list of the cases behind a figure."""
        return _address("/cases", self.filters.address(**changes)) if self.rows else None

    def page(self, path: str, **changes: Any) -> str:
        """A page of the overview."""
        return _address(path, self.filters.address(**changes))


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
