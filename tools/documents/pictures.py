"""One Mermaid picture per order, drawn from the table: what leads on and what undoes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exportlane.process import ENDORSED, Order
from exportlane.process.sentences import WHO


def picture(order: Order) -> str:
    """The fenced picture."""
    lines = [
        "```mermaid",
        "flowchart LR",
        *_nodes(order),
        *_onward(order),
        *_undoing(order),
        *_styles(),
        "```",
    ]
    return "\n".join(lines)


def _nodes(order: Order) -> Iterator[str]:
    yield '    endorsement(["Endorsement<br>转让待出口"])'
    for step in order.steps:
        who = WHO[step.agency]
        yield f'    {step.name}["{step.title.en} {step.title.zh}<br>{who.en} {who.zh}"]'
    for step in order.steps:
        if not order.behind(step):
            yield f'    end_{step.name}(["{_label(step.final or step.done)}"])'


def _onward(order: Order) -> Iterator[str]:
    for step in order.steps:
        before = order.before(step)
        if before is None:
            yield f'    endorsement -- "{_label([ENDORSED])}" --> {step.name}'
        else:
            yield f'    {before.name} -- "{_label(before.done)}" --> {step.name}'
    for step in order.steps:
        if not order.behind(step):
            yield f"    {step.name} --> end_{step.name}"
        for heard, said in step.answers:
            source = next(other for other in order.steps if heard in other.announces)
            yield f'    {source.name} -. "{_label([heard])}, then {_label([said])}" .-> {step.name}'


def _undoing(order: Order) -> Iterator[str]:
    for step in order.steps:
        failing = [other for other in order.behind(step) if not other.upholds and step.undone]
        for other in failing:
            yield f'    {other.name} -. "↩ {_label(other.refused + other.undone)}" .-> {step.name}'
        if step.rests_on is not None:
            ground = order.step(step.rests_on)
            yield f'    {ground.name} -. "✕ {_label(ground.failures + ground.came_back)}" .-> {step.name}'


def _styles() -> Iterator[str]:
    yield "    classDef step fill:#eef4fb,stroke:#2f5f8f,color:#12263a"
    yield "    class licence,deregistration,customs,rebate step"


def _label(types: Iterable[str]) -> str:
    """Short names: the agency stands in the box already."""
    return "<br>".join(type_.split(".")[1].replace("_", " ") for type_ in types)
