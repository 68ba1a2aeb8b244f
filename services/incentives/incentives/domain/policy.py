"""What the subsidy office decides by: the policies that grant, its own procedure under each, and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exportlane.law.calendar import WorkCalendar
from exportlane.law.subsidies import SubsidyPolicy
from incentives.domain.procedure import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`policies` and `procedures` by the policy's name, such as `taizhou-2025`; `usual` for one without its own."""

    policies: Mapping[str, SubsidyPolicy]
    procedures: Mapping[str, Procedure]
    usual: Procedure
    calendar: WorkCalendar

    def procedure(self, name: str) -> Procedure:
        """The office's own rules for applications under this policy."""
        return self.procedures.get(name, self.usual)
