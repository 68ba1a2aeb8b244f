"""``exportlane subsidy``: what a city's policy gives for a firm's expenses, before anybody applies.

Exit status: 0 an answer, 1 faults in policy data, 2 a question that cannot be read: file, line, field and article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from exportlane.cli.answering import BAD_USAGE, FileArgument, JsonOption, read_text, refusing, say
from exportlane.cli.groups import group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exportlane.law.subsidies import Asked, BadClaim, SubsidyPolicy
    from exportlane.policies.located import Located

FAULTS = 1
PolicyFile = Annotated[
    str | None,
    typer.Option("--policy", metavar="FILE", help="A policy of your own beside the shipped ones, as JSON."),
]


def register(app: typer.Typer) -> None:
    """Add ``subsidy estimate``, ``entitlements``, ``policies``, ``show`` and ``check``."""
    subsidy = group(app, "subsidy", "补助预估 Support for exporters: estimates, entitlements, policies.")
    subsidy.command("estimate")(estimate)
    subsidy.command("entitlements")(entitlements)
    subsidy.command("policies")(policies)
    subsidy.command("show")(show)
    subsidy.command("check")(check)


def estimate(file: FileArgument, policy: PolicyFile = None, as_json: JsonOption = False) -> None:
    """补助预估：Say what each expense of a file would be granted, step by step, with the article of each step."""
    from exportlane.law.subsidies import BadClaim, shown
    from exportlane.law.subsidies import estimate as settle

    question = _Question(file, as_json=as_json)
    try:
        asked = _asked(question, _known(policy, as_json=as_json), with_expenses=True)
        found = settle(asked.policy, asked.year, asked.firm, asked.expenses, asked.used)
    except BadClaim as fault:
        _refuse(question, fault, as_json=as_json)
    if as_json:
        say(shown.estimate_shown(asked, found))
        return
    from exportlane.cli.subsidy_shown import estimate_lines

    _print(estimate_lines(asked, found))


def entitlements(file: FileArgument, policy: PolicyFile = None, as_json: JsonOption = False) -> None:
    """可享受项目：Say what a firm is entitled to, what is left of each item, and what is missing for it."""
    from exportlane.law.subsidies import BadClaim, shown
    from exportlane.law.subsidies import entitlements as entitled

    question = _Question(file, as_json=as_json)
    try:
        asked = _asked(question, _known(policy, as_json=as_json), with_expenses=False)
        found = entitled(asked.policy, asked.year, asked.firm, asked.used)
    except BadClaim as fault:
        _refuse(question, fault, as_json=as_json)
    if as_json:
        items = [shown.entitlement_shown(one) for one in found]
        say({"policy": asked.policy.name, "year": asked.year, "uscc": asked.firm.uscc, "items": items})
        return
    from exportlane.cli.subsidy_shown import entitlement_lines

    _print(entitlement_lines(asked, found))


def policies(as_json: JsonOption = False) -> None:
    """政策清单：List the policies that are shipped."""
    from exportlane.law.subsidies.shown import policy_row
    from exportlane.policies.subsidies import subsidy_policies

    found = subsidy_policies().values()
    if as_json:
        say({"policies": [policy_row(each) for each in found]})
        return
    from exportlane.cli.subsidy_shown import policy_lines

    _print(line for each in found for line in policy_lines(each))


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A policy, as in subsidy policies.")],
    policy: PolicyFile = None,
    as_json: JsonOption = False,
) -> None:
    """政策详情：Show every item of a policy with its article and words, and how each unclear point is read."""
    from exportlane.cli.answering import BadInput
    from exportlane.law.subsidies.shown import policy_shown

    known = _known(policy, as_json=as_json)
    with refusing(as_json=as_json, field="name"):
        if name not in known:
            sentence = f"there is no policy {name!a}; there are {', '.join(known)}"
            raise BadInput(sentence, slug="unknown_policy", field="name")
    if as_json:
        say(policy_shown(known[name]))
        return
    from exportlane.cli.subsidy_shown import policy_in_full

    _print(policy_in_full(known[name]))


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A policy as JSON.")],
    as_json: JsonOption = False,
) -> None:
    """校验政策数据：Check a policy of your own; every fault is named with its line, and ends with status 1."""
    from exportlane.policies.subsidies import BadSubsidyData, with_file

    with refusing(as_json=as_json):
        text = read_text(file)
    faults: list[str] = []
    try:
        with_file(file, text)
    except BadSubsidyData as error:
        faults = str(error).splitlines()
    if as_json:
        say({"faults": faults})
    else:
        _print(faults or [f"没有问题 No fault in {file}"])
    raise typer.Exit(FAULTS if faults else 0)


def _known(file: str | None, *, as_json: bool) -> Mapping[str, SubsidyPolicy]:
    """The policies that may be named: the shipped ones and that of `--policy`. Ends the command when it has faults."""
    from exportlane.cli.answering import BadInput
    from exportlane.policies.subsidies import BadSubsidyData, subsidy_policies, with_file

    if file is None:
        return subsidy_policies()
    with refusing(as_json=as_json):
        text = read_text(file)
        try:
            return with_file(file, text)
        except BadSubsidyData as error:
            line = int(str(error).removeprefix(f"{file}:").partition(":")[0])
            raise BadInput(str(error), slug=error.slug, field="policy", line=line) from error


class _Question:
    """The file that is asked about. Its lines are counted when a fault must name one: most files have none."""

    def __init__(self, file: str, *, as_json: bool) -> None:
        self._as_json = as_json
        self.file = _name(file)
        with refusing(as_json=as_json):
            self._text = read_text(file).removeprefix("\ufeff")
        self.value = self._quickly() or self.located().value

    def located(self) -> Located:
        """The file with its lines; ends the command where it is no JSON."""
        from exportlane.cli.answering import BadInput
        from exportlane.policies.located import BadJson, read_located

        with refusing(as_json=self._as_json):
            try:
                return read_located(self._text)
            except BadJson as error:
                sentence = f"{self.file}:{error.line}: {error}"
                raise BadInput(sentence, slug="bad_json", field="FILE", line=error.line) from error

    def _quickly(self) -> object:
        """What the file says where nothing in it is odd; None is left to the careful reader."""
        import json

        if "\\u" in self._text:
            return None
        try:
            return json.loads(self._text, object_pairs_hook=_once, parse_constant=_odd)
        except (ValueError, RecursionError):
            return None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _odd(word: str) -> object:
    raise ValueError(word)


def _asked(question: _Question, known: Mapping[str, SubsidyPolicy], *, with_expenses: bool) -> Asked:
    from functools import partial

    from exportlane.law.subsidies import read_asked
    from exportlane.policies.subsidies import named

    return read_asked(question.value, partial(named, known), with_expenses=with_expenses)


def _refuse(question: _Question, fault: BadClaim, *, as_json: bool) -> NoReturn:
    """One sentence with file, line, field and article, and exit status 2."""
    place = tuple(int(step) if step.isdecimal() else step for step in fault.field.split("/")[1:] if step)
    line = question.located().line(place)
    typer.echo(f"{question.file}:{line}: {fault.field}: {fault}（{fault.article}）", err=True)
    if as_json:
        say(
            {
                "slug": fault.code,
                "field": fault.field,
                "line": line,
                "article": fault.article,
                "detail": f"{str(fault)[0].upper()}{str(fault)[1:]}.",
            }
        )
    raise typer.Exit(BAD_USAGE)


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _print(lines: Iterator[str] | list[str]) -> None:
    typer.echo("\n".join(lines))
