"""The matters that have a time limit, and how a limit is written in a rule set."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

MATTERS: Final = frozenset(
    {
        "acceptance_notice", "filing", "licence", "licence_delivery", "correction_supply", "reapply",
        "transfer", "transfer_application", "deregistration", "deregistration_application", "exit_confirmation",
        "temp_plate", "shut_out", "rebate", "rebate_window", "document_filing", "dispute_answer",
        "undo", "manual_decision",
    }
)  # fmt: skip
Agency = Literal["licensing", "vehicle-registry", "customs", "tax-rebate", "enterprise", "any"]
Length = Annotated[int, Field(ge=1, le=1000)]
Words = Annotated[str, Field(min_length=1)]


class LimitText(BaseModel):
    """One time limit as data. `agency` is who must act in time.

    With `average`, `length` is a target for the mean and binds no single case; the classes in `by_class` have limits
    that bind each of theirs. Without it, `length` binds every case that no class has a limit of its own for.
    `due_soon` says how many working days before the end a warning comes; a limit that does not roll ends on a rest day
    too, as a validity does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agency: Agency
    unit: Literal["workdays", "days", "months", "hours"]
    length: Length | None = None
    by_class: dict[Annotated[int, Field(ge=1, le=4)], Length] | None = None
    average: bool = False
    due_soon: Annotated[int, Field(ge=0, le=60)] = 1
    rolls: bool = True
    starts: Words
    ends: Words

    @model_validator(mode="after")
    def _has_a_length(self) -> LimitText:
        if self.length is None and not self.by_class:
            raise ValueError("a time limit has a length, or lengths by class, or both")
        if self.average and self.length is None:
            raise ValueError("an average has a length")
        return self
