"""How sharing says no over HTTP: each refusal of the law under its own slug, with its article."""

from __future__ import annotations

from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.runtime.problems import Problem, ProblemKind, problem, register
from exportlane.sharing.entitlement import NOT_AGREED, NOT_IN_FORCE, UNKNOWN, WRONG_PURPOSE

DENIED: Final = (UNKNOWN, NOT_AGREED, WRONG_PURPOSE, NOT_IN_FORCE)
"""What a look or a dispute can be refused with."""

for _slug, _status, _en, _zh in (
    (UNKNOWN, 422, "Nobody offers this resource", "无此共享资源"),
    (NOT_AGREED, 403, "No agreement allows this", "无共享协议"),
    (WRONG_PURPOSE, 403, "The agreement serves another purpose", "超出约定用途"),
    (NOT_IN_FORCE, 403, "The agreement is not in force", "共享协议未生效或已到期"),
):
    register(ProblemKind(_slug, _status, _en, _zh))


def problem_of(refused: Refused) -> Problem:
    """A refusal of sharing as a problem of its own kind."""
    return problem(refused.slug, refused.sentence, article=refused.article, field=refused.field)
