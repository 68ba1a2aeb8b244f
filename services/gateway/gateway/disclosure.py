"""Who sees what of a case. PURE.

Deny by default: a reader sees a case because one of these rules says so. An exporter sees the cases of its own code;
the agencies and the operators see all; amounts go to the tax office, to commerce and to the exporter whose money it
is. The joint conference and viewers see the vehicle with the middle of its number masked; what a member of the
conference sees beyond that, and that a guest sees no single case, stands in the data of its members.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from exportlane.runtime.auth import CONFERENCE, ENTERPRISE, EXPORTER, VIEWER, Caller
from exportlane.sharing.book import shipped_book
from gateway.conference.members import Member, members

SEES_AMOUNTS = frozenset({"tax-rebate", "licensing"})
MASKED_ROLES = frozenset({CONFERENCE, VIEWER})
AMOUNTS = frozenset(
    {"amount", "currency"}
    | {name for name, line in shipped_book().fields.items() if line.sensitivity == "commercial"}
)
"""What the catalogue of shared data calls commercial: sums and their currency."""
PERSONAL = frozenset(name for name, line in shipped_book().fields.items() if line.sensitivity == "personal")
"""What never leaves its agency. Should it come all the same, nobody is shown it."""
MASK = "•"
_VIN = re.compile(r"(?<![0-9A-Za-z])[A-HJ-NPR-Z0-9]{17}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Eyes:
    """What one caller may see. `uscc` limits an exporter to its own cases; None sees those of all."""

    uscc: str | None
    masked: bool
    all_amounts: bool

    def sees(self, exporter_uscc: str) -> bool:
        """Whether a case of this exporter exists for the caller."""
        return self.uscc is None or self.uscc == exporter_uscc

    def sees_amounts(self, exporter_uscc: str) -> bool:
        """Whether the caller may read the sums of a case of this exporter."""
        return self.all_amounts or (self.uscc is not None and self.uscc == exporter_uscc)

    def vin(self, vin: str) -> str:
        """The VIN as the caller may read it."""
        return mask(vin) if self.masked else vin


def eyes_of(caller: Caller) -> Eyes:
    """The eyes of a caller. An exporter without a code in its token sees nothing at all."""
    if caller.role == EXPORTER or caller.agency == ENTERPRISE:
        return Eyes(uscc=caller.uscc or "", masked=False, all_amounts=False)
    if caller.member is not None:
        return _eyes_of_member(members().get(caller.member))
    masked = caller.role in MASKED_ROLES
    return Eyes(uscc=None, masked=masked, all_amounts=caller.agency in SEES_AMOUNTS and not masked)


def _eyes_of_member(member: Member | None) -> Eyes:
    if member is None or not member.cases:
        # No case has an exporter without a code, so nothing is found.
        return Eyes(uscc="", masked=True, all_amounts=False)
    return Eyes(uscc=None, masked=not member.vins, all_amounts=member.amounts)


def mask(vin: str) -> str:
    """The maker and the serial stay readable, the middle does not."""
    return vin[:3] + MASK * max(0, len(vin) - 7) + vin[-4:]


def disclose(data: Mapping[str, object], eyes: Eyes, exporter_uscc: str) -> dict[str, object]:
    """The data of a fact as the reader may see it: amounts left out, VINs masked wherever they stand."""
    return {
        name: veiled(value, eyes)
        for name, value in data.items()
        if name not in PERSONAL and (name not in AMOUNTS or eyes.sees_amounts(exporter_uscc))
    }


def veiled(value: object, eyes: Eyes) -> object:
    """A value with the middle of every VIN in it masked, where the reader may see none whole."""
    if not eyes.masked:
        return value
    if isinstance(value, str):
        # A licence names its other vehicles too, and a sentence may name any of them: none stays plain.
        return _VIN.sub(lambda found: mask(found.group()), value)
    if isinstance(value, Mapping):
        return {inner: veiled(each, eyes) for inner, each in value.items()}
    if isinstance(value, list | tuple):
        return [veiled(each, eyes) for each in value]
    return value
