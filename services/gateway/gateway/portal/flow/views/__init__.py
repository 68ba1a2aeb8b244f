"""The pages of the overview, one module each: `ask` for its figures, `show` them to a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.portal.flow.view import View
from gateway.portal.flow.views import ageing, destinations, heat, overview, risks, variants

VIEWS: Final[Mapping[str, View]] = {
    view.name: view
    for view in (
        overview.VIEW,
        heat.VIEW,
        ageing.VIEW,
        variants.VIEW,
        risks.VIEW,
        destinations.VIEW,
    )
}
"""In the order of their tabs."""
