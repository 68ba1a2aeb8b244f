"""Amounts of money: decimal, in one named currency, always on the cent (fen).

Half a cent rounds away from zero, as tax offices round; a float never comes near.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Self

from exportlane.law.errors import CurrencyMismatch

CENT = Decimal("0.01")
# Its own context: the process-wide one can be changed by anybody, and 28 digits are its default.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_CURRENCY = re.compile(r"[A-Z]{3}")


def _decimal(value: Decimal | int) -> Decimal:
    # bool is an int to Python, and a float would carry its binary error into the books.
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(f"money is reckoned in Decimal or int, not in {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{number} is no amount")
    return number


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, rounded half up to 0.01, of an ISO 4217 currency (three capital letters).

    Raises:
        TypeError: for anything but Decimal or int.
        ValueError: for NaN, infinity, or something that is no currency code.
        CurrencyMismatch: when another currency is added, subtracted or compared.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f"{self.currency!r} is no currency code of three capital letters")
        rounded = _EXACT.quantize(_decimal(self.amount), CENT)
        # Adding 0 turns a rounded -0.00 into 0.00: nobody owes minus nothing.
        object.__setattr__(self, "amount", _EXACT.add(rounded, Decimal(0)))

    def __add__(self, other: Self) -> Money:
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Self) -> Money:
        return Money(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> Money:
        # Unary minus would round by the context of the process; this only turns the sign.
        return Money(self.amount.copy_negate(), self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._same(other)

    def times(self, rate: Decimal | int) -> Money:
        """The amount at a rate (a fraction such as 0.13) or a number of pieces, rounded once, at the end."""
        return Money(_EXACT.multiply(self.amount, _decimal(rate)), self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: Money) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"money meets only money, not {type(other).__name__}")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} are of different currencies")
        return other.amount
