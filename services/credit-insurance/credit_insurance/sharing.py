"""What this agency offers when it is asked: nothing yet. What others need of it they hear."""

from __future__ import annotations

from typing import Final

from exportlane.sharing.offers import Offers

OFFERS: Final[Offers] = {}
