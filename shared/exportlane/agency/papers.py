"""The parts of papers that several agencies take: who hands in, the notice, the ground, the vehicle told apart.

They are read at the edge and nowhere else. What an agency makes of them is for its own domain to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from exportlane.contracts.fields import Article, Code, Sentence, Uscc, Vin
from exportlane.law.checks import check_uscc, check_vin


def _right_uscc(value: str) -> str:
    result = check_uscc(value)
    if not result.valid:
        raise ValueError(result.reason)
    return value


def _right_vin(value: str) -> str:
    # What stands in the register is stamped on the frame, so a foreign maker's check digit is no reason to refuse it.
    result = check_vin(value, registry_knows=True)
    if not result.valid:
        raise ValueError(result.reason)
    return value


CheckedUscc = Annotated[Uscc, AfterValidator(_right_uscc)]
"""A 统一社会信用代码 whose check character is right."""
CheckedVin = Annotated[Vin, AfterValidator(_right_vin)]
"""A VIN as the register has it."""
CaseId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", max_length=36)]
"""The id of a case, a lot or a batch as the gateway makes them."""
PaperNo = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)]
"""The number of a certificate, a report or an invoice, or its reference in the archive."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
"""Of a firm, a person or a thing as it is printed; blanks are no name."""
Reason = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Sort = Literal["deadline", "-deadline", "created", "-created", "updated", "-updated"]
"""What the work list can be sorted by, `-` for the newest or latest first."""


class Body(BaseModel):
    """What comes in: a name that is misspelt is refused and not passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemPaper(Body):
    """One missing or wrong paper."""

    code: Code
    sentence: Sentence
    article: Article | None = None
    vin: Vin | None = None


class Notice(Body):
    """The one notice that names everything that is missing or wrong; an agency gives it the name of its law."""

    items: Annotated[tuple[ItemPaper, ...], Field(min_length=1, max_length=100)]


class DocumentSupplied(Body):
    """The paper that answers an item, by the item's code and the paper's reference in the archive."""

    code: Code
    reference: PaperNo


class ReasonedGround(Body):
    """Why something is refused or undone, and the article it rests on."""

    code: Code
    reason: Reason
    article: Article | None = None


def each_once(lines: Sequence[object], *names: str) -> None:
    """Raises ValueError when two lines have the same value of one of these names."""
    for name in names:
        if len({getattr(line, name) for line in lines}) != len(lines):
            raise ValueError(f"every line must have its own {name}")
