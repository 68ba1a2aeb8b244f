"""The export quota of small passenger cars, as far as the transfer registration must know of it. PURE.

The transport commission keeps the units; here only the port is drawn through which it will be asked. 天津措施 第二条.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol


class QuotaUnits(Protocol):
    """Whoever knows the units of the quota."""

    def reserved_for(self, unit_no: str, vin: str) -> bool:
        """Whether the unit exists and is reserved for this vehicle."""


class _Believed:
    """Nobody can be asked yet: a unit that the papers name is taken to be reserved."""

    def reserved_for(self, unit_no: str, vin: str) -> bool:
        del vin
        return bool(unit_no)


BELIEVED: Final = _Believed()


@dataclass(frozen=True, slots=True)
class NotUsedBefore:
    """The units as `asked` knows them, less those that another vehicle of this register has used (unit -> VIN).

    One unit is for one car: a unit that was consumed never comes back.
    """

    asked: QuotaUnits
    used: Mapping[str, str]

    def reserved_for(self, unit_no: str, vin: str) -> bool:
        """Whether it is reserved for this vehicle and no other one was registered on it."""
        return self.used.get(unit_no, vin) == vin and self.asked.reserved_for(unit_no, vin)
