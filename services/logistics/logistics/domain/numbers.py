"""Numbers on ships, boxes and ports, checked where a person can still correct them. PURE.

The check digits are those of `exportlane.law.checks`; here a fault becomes a refusal with its field and its article.
Nothing is repaired: lower case is refused, not raised.
"""

from __future__ import annotations

import re
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.checks import check_container, check_imo
from exportlane.law.rules import rule
from logistics.domain.articles import CONTAINER_NUMBER, IMO_NUMBER, LOCODE

_LOCODE: Final = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


@rule(
    "LOG-IMO",
    zh="船舶识别号七位，校验位相符",
    en="An IMO number has seven digits and its check digit is right",
    article=IMO_NUMBER,
    slug="imo_number_wrong",
)
def wrong_imo(value: str, field: str = "/imo") -> Refused | None:
    """A refusal when this is no IMO number."""
    result = check_imo(value)
    if result.valid and value.startswith("0"):
        # Its digits add up, and no ship was ever given it: the numbers begin at 1000000.
        sentence = f"{value} begins with 0, and no IMO number does."
        return Refused("imo_number_wrong", sentence, IMO_NUMBER, field, 422)
    return None if result.valid else Refused("imo_number_wrong", _said(result.reason), IMO_NUMBER, field, 422)


@rule(
    "LOG-BOX",
    zh="箱号符合 ISO 6346，校验位相符",
    en="A container number is of ISO 6346 and its check digit is right",
    article=CONTAINER_NUMBER,
    slug="container_number_wrong",
)
def wrong_container(value: str, field: str) -> Refused | None:
    """A refusal when this is no container number."""
    result = check_container(value)
    if result.valid:
        return None
    return Refused("container_number_wrong", _said(result.reason), CONTAINER_NUMBER, field, 422)


@rule(
    "LOG-LOCODE",
    zh="港口、车站用 UN/LOCODE 五位代码",
    en="Ports and stations are named by five characters of UN/LOCODE",
    article=LOCODE,
    slug="locode_wrong",
)
def wrong_locode(value: str, field: str) -> Refused | None:
    """A refusal when this is not of the pattern: country, then three letters or the digits 2 to 9."""
    if _LOCODE.fullmatch(value):
        return None
    sentence = (
        f"{value!r} is no UN/LOCODE: two capitals for the country, then three capitals or digits from 2 to 9."
    )
    return Refused("locode_wrong", sentence, LOCODE, field, 422)


def _said(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
