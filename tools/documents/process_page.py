"""docs/process.md: the table of the process for people, in tables and one picture per order."""

from __future__ import annotations

from collections.abc import Iterable

from exportlane.contracts import AGENCIES
from exportlane.law.limits import TimeLimit
from exportlane.policies import PROFILE_NAMES, profile
from exportlane.process import ENDORSED, ORDERS, PROCESS_VERSION, End, Limit, Order, Step, hears
from exportlane.process.sentences import WHO
from exportlane.process.shape import Hold
from tools.documents.markdown import facts, notice, table
from tools.documents.pictures import picture

_UNITS = {
    "workdays": ("working day", "个工作日"),
    "days": ("calendar day", "日"),
    "months": ("month", "个月"),
    "hours": ("hour", "小时"),
}
_CORRECTIONS = {
    "restarts": "begins anew when everything is supplied 补齐后重新起算",
    "pauses": "the days in between do not count 补正期间不计",
    "ignores": "–",
}
_ACTORS = {
    "enterprise": "the enterprise 企业",
    "agency": "the agency 经办机关",
    "person": "a named person 指定的人",
}
_ENDS = {
    End.REFUND_PAID: ("已退税", "The vehicle has left, every step is final, the refund is paid."),
    End.EXEMPT_NO_REFUND: ("免税不退", "The same, exempt without a refund: a success as well."),
    End.CLOSED_NO_REFUND: (
        "未退税结案",
        "The vehicle has left; the claim was rejected or taxed, and nothing upstream is undone.",
    ),
    End.CLAWED_BACK: ("已追回退税", "The vehicle has left; the refund was paid and clawed back or offset."),
    End.REFUSED: ("不予许可", "The licence was refused; customs and the tax office ended their drafts."),
    End.WITHDRAWN: ("已撤回", "The enterprise withdrew its application; the drafts behind it ended."),
    End.CANCELLED: ("已撤销", "Something failed after the licence, and everything that was done is undone."),
    End.REVOKED: (
        "已吊销",
        "The licence was revoked, or the registration, and everything that was done is undone.",
    ),
    End.RE_ROUTED: (
        "另行处理",
        "The holder gave up; the vehicle is back at 转让待出口 for another buyer and licence.",
    ),
    End.RETURNED: ("退运", "The goods came back; what was refunded is clawed back, what came before stands."),
    End.MANUAL: ("转人工", "No rule leads on. The case page names the person who has it."),
}


def process_page() -> str:
    """The whole page."""
    parts = [
        f"# The process 出口流程 (version {PROCESS_VERSION})",
        notice("shared/exportlane/process/table.py"),
        _READING,
        *(_order(order, names) for order, names in _distinct_orders()),
        _limits(),
        _irrevocable(),
        _ends(),
        _hearing(),
    ]
    return "\n\n".join(parts) + "\n"


_READING = """A case is one vehicle. Up to twenty vehicles of one HS code, port and country share one licence
(一批一证), and with it one declaration and one claim. A step begins when its agency hears that the step before is
done, for every vehicle of the licence where the step is of the whole lot. Nobody commands anybody.

Solid arrows lead on, dashed arrows undo. Two rules make up all undoing:

- **in reverse** 逆序撤销: a step that is done is undone when the step directly after it was refused or undone, unless
  that one leaves untouched what came before it;
- **with its ground** 随其依据失效: when the step on which another rests has fallen, that other one lapses if it has not
  begun, is refused if it is under way, and is undone if it is done.

A limit that has passed is an alarm 超期预警. Nothing is ever undone because of it."""


def _distinct_orders() -> list[tuple[Order, list[str]]]:
    """Orders with the same steps share one section."""
    found: list[tuple[Order, list[str]]] = []
    for order in ORDERS.values():
        same = next((names for other, names in found if other.steps == order.steps), None)
        if same is None:
            found.append((order, [order.name]))
        else:
            same.append(order.name)
    return found


def _order(order: Order, names: list[str]) -> str:
    titles = "; ".join(f"{ORDERS[name].title.en} ({ORDERS[name].title.zh})" for name in names)
    head = ("Step 步骤", "Agency 机关", "Begins with", "On the way", "Done", "Refused or ended", "Undone")
    rows = [_row(order, step) for step in order.steps]
    undo_head = ("Step 步骤", "Undone in reverse by", "Falls with its ground by")
    undo_rows = [
        (step.title.en, facts(order.undo_triggers(step)), facts(order.falls_with(step)))
        for step in order.steps
    ]
    return "\n\n".join(
        (
            f"## Order {', '.join(f'`{name}`' for name in names)}\n\n{titles}",
            picture(order),
            table(head, rows),
            "What makes an agency undo, refuse or end its step:",
            table(undo_head, undo_rows),
            "What holds a step up, and what settles it:",
            _holds(order),
            "What gives a step a second round, and what is said beside it:",
            _rounds(order),
        )
    )


def _holds(order: Order) -> str:
    head = ("Step 步骤", "Held by", "Settled by", "Who must act", "While it stands")
    rows = [
        (step.title.en, facts(hold.opened), facts(hold.closed), _ACTORS[hold.by], _while(hold))
        for step in order.steps
        for hold in step.holds
    ]
    return table(head, rows)


def _while(hold: Hold) -> str:
    stops = "the step stands still" if hold.stops else "the step goes on"
    return f"{stops}; its days do not count" if hold.pauses else stops


def _rounds(order: Order) -> str:
    head = (
        "Step 步骤",
        "Open again after",
        "Stands again with",
        "Over for this vehicle",
        "Begins early on",
        "Said beside",
    )
    rows = [
        (
            step.title.en,
            facts((*step.taken_back, *step.voided, *step.loosed)),
            facts(step.stands_again),
            facts(step.struck_off),
            facts(step.early),
            facts((*step.at_work, *step.noted, *step.afterwards)),
        )
        for step in order.steps
    ]
    return table(head, rows)


def _row(order: Order, step: Step) -> tuple[str, ...]:
    lot = "whole lot 整批" if step.whole_lot else "vehicle 单车"
    answers = [f"{facts([said])} on {facts([heard])}" for heard, said in step.answers]
    ways = (*step.begun, *step.correction, *step.on_the_way, *step.binding)
    done = f"{facts(step.done)}" + (f"; final with {facts(step.final)}" if step.final else "")
    done += f"; {', '.join(answers)}" if answers and not step.final else ""
    return (
        f"**{step.title.en}** {step.title.zh}<br>{lot}<br>{step.article}",
        f"`{step.agency}`<br>{WHO[step.agency].en} {WHO[step.agency].zh}",
        facts(order.starts(step)),
        facts(ways),
        done,
        facts((*step.refused, *step.withdrawn, *step.lapsed)),
        facts((*step.undone, *step.came_back)),
    )


def _limits() -> str:
    head = (
        "Limit 期限",
        "Profile 方案",
        "Length",
        "Runs from",
        "Stops with",
        "A correction 补正",
        "Source 依据",
    )
    rows = [
        (
            f"{limit.title.en} {limit.title.zh}",
            f"`{name}`",
            _length(name, limit),
            facts(limit.since),
            facts(limit.until),
            _CORRECTIONS[limit.correction],
            _source(name, limit),
        )
        for name in PROFILE_NAMES
        for step in ORDERS[name].steps
        for limit in step.limits
    ]
    note = (
        "The day on which a period begins does not count (民法典 第二百零一条); working days follow the notice of the "
        "State Council with its make-up days. The numbers are data: `shared/exportlane/policies/rule_sets/`."
    )
    return "\n\n".join(("## Time limits 办理时限", note, table(head, rows)))


def _source(name: str, limit: Limit) -> str:
    found = profile(name).time_limits.get(limit.matter)
    return "–" if found is None else found.article


def _length(name: str, limit: Limit) -> str:
    found = profile(name).time_limits.get(limit.matter)
    if found is None:
        return "–"
    if not found.by_class:
        return _words(found.length, found)
    classes: dict[tuple[int | None, bool], list[str]] = {}
    for number in (1, 2, 3, 4):
        binding = number in found.by_class or not found.average
        classes.setdefault((found.length_of(number), binding), []).append(str(number))
    return "<br>".join(
        f"class {', '.join(numbers)}: {_words(length, found, binds=binds)}"
        for (length, binds), numbers in classes.items()
    )


def _words(length: int | None, limit: TimeLimit, *, binds: bool = False) -> str:
    unit, counter = _UNITS[limit.unit]
    plural = "" if length == 1 else "s"
    average = " on average 平均" if limit.average and not binds else ""
    return f"{length} {unit}{plural} {length}{counter}{average}"


def _irrevocable() -> str:
    head = ("Orders", "Step 步骤", "What cannot be undone", "Who has it then")
    rows = [
        (
            ", ".join(f"`{name}`" for name in names),
            f"{step.title.en} {step.title.zh}",
            f"{step.irrevocable.en}<br>{step.irrevocable.zh}",
            f"{step.person.en} {step.person.zh}",
        )
        for order, names in _distinct_orders()
        for step in order.steps
    ]
    return "\n\n".join(("## Where no undo reaches 不可撤销之处", table(head, rows)))


def _ends() -> str:
    rows = [(f"`{end}`", zh, en) for end, (zh, en) in _ENDS.items()]
    return "\n\n".join(("## How a case ends 办结方式", table(("End", "中文", "What it means"), rows)))


def _hearing() -> str:
    rows: Iterable[tuple[str, str]] = (
        (f"`{agency}`", facts(hears(agency)) if agency != "gateway" else "every fact of every other agency")
        for agency in AGENCIES
    )
    note = f"Every order begins with {facts([ENDORSED])}, the endorsement 转让待出口 in the exporter's name."
    return "\n\n".join(("## Who hears what 订阅", note, table(("Agency 机关", "Hears"), list(rows))))
