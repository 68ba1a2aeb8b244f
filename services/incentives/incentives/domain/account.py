"""The ledger of used caps: one account for each firm, policy and year, held under a lock while somebody decides. PURE.

It keeps the turns of the applications that were handed in, and what each approval took out of which cap. What was
taken is never reckoned anew: an amount leaves the account only when an approval falls before payment, or when money
came back and the office's rule lets it be granted again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from incentives.domain.application import Application, Takes
from incentives.domain.line import NOTHING, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What one approval took for one line, out of which caps; `returned` of it is free again."""

    application_id: str
    application_no: str
    line_id: str
    item: str
    granted: Decimal
    takes: Takes
    returned: Decimal = NOTHING

    ended: bool = False
    """The approval fell, or all of it came back: nothing counts any more."""

    @property
    def held(self) -> Decimal:
        """What still counts against the caps."""
        return NOTHING if self.ended else self.granted - self.returned

    @property
    def holds(self) -> Takes:
        """What it still takes out of the caps. Sums of a year stay whole while any of the money stays."""
        if self.ended:
            return Takes()
        amounts = {key: amount - self.returned for key, amount in self.takes.amounts.items()}
        return replace(self.takes, amounts=amounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An application that was handed in and is not decided, with the lines that it is reckoned by."""

    application_id: str
    application_no: str
    turn: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One firm under one policy in one year. `turns` counts the applications that were ever handed in."""

    id: str
    policy: str
    year: int
    uscc: str
    turns: int = 0
    queue: tuple[Turn, ...] = ()
    takings: tuple[Taking, ...] = ()

    def earlier(self, turn: int) -> tuple[Turn, ...]:
        """Those handed in before this turn and undecided, in order."""
        return tuple(each for each in self.queue if each.turn < turn)

    def queued(self, application: Application) -> Account:
        """The application has its turn, with its lines as they are now."""
        if application.turn is None:
            raise ValueError("an application is queued with its turn")
        entry = Turn(
            application_id=application.id,
            application_no=application.number,
            turn=application.turn,
            lines=tuple(bare(line) for line in application.lines),
        )
        others = tuple(each for each in self.queue if each.application_id != application.id)
        queue = tuple(sorted((*others, entry), key=lambda each: each.turn))
        return replace(self, queue=queue, turns=max(self.turns, application.turn))

    def unqueued(self, application: Application) -> Account:
        """Decided, or taken back."""
        left = tuple(each for each in self.queue if each.application_id != application.id)
        return replace(self, queue=left)

    def taken(self, application: Application) -> Account:
        """An approval takes its grants out of the caps."""
        new = tuple(
            Taking(
                application_id=application.id,
                application_no=application.number,
                line_id=each.line_id,
                item=each.item,
                granted=each.granted,
                takes=each.takes,
            )
            for each in application.grants
        )
        return replace(self.unqueued(application), takings=(*self.takings, *new))

    def given_back(self, application_id: str) -> Account:
        """An approval fell: what it took is free again."""
        after = (replace(t, ended=True) if t.application_id == application_id else t for t in self.takings)
        return replace(self, takings=tuple(after))

    def partly_given_back(self, application_id: str, amount: Decimal) -> Account:
        """So much came back and is free again, from the application's last line backwards."""
        left, after = amount, list[Taking]()
        for taking in reversed(self.takings):
            share = min(taking.held, left) if taking.application_id == application_id else NOTHING
            left -= share
            after.append(replace(taking, returned=taking.returned + share) if share else taking)
        account = replace(self, takings=tuple(reversed(after)))
        return account if account.held_by(application_id) else account.given_back(application_id)

    def held_by(self, application_id: str) -> Decimal:
        """What an application holds of the caps."""
        return sum((t.held for t in self.takings if t.application_id == application_id), NOTHING)


def account_id(policy: str, year: int, uscc: str) -> str:
    """The id of an account."""
    return f"{policy}/{year}/{uscc}"


def bare(line: Line) -> Line:
    """The line as it is reckoned, without what proves it."""
    return replace(line.counted(), proofs=(), findings=(), paper=None, review=None)


def lines_of(turns: Iterable[Turn]) -> tuple[Line, ...]:
    """The lines of applications in their order."""
    return tuple(line for each in turns for line in each.lines)
