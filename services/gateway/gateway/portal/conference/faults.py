"""What the API had to say against a form: sentences at the fields, and one above it. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from gateway.portal.conference.saying import as_words
from gateway.portal.fact_words import Words
from gateway.portal.frame.calls import Answer

FIELDS: Final[Mapping[str, Words]] = {
    "text": Words("请填写内容，不超过2000字。", "Write something, at most 2000 characters."),
    "member": Words("请选择承办的成员单位。", "Choose the member that is to do it."),
    "members": Words("请至少勾选一家单位。", "Tick at least one."),
    "days": Words("请填写1至60之间的工作日数。", "Give a number of working days between 1 and 60."),
    "kind": Words("请选择事项类别。", "Choose what it is about."),
    "held_on": Words("请选择会议日期。", "Choose the day of the meeting."),
    "case_id": Words(
        "请填写案件编号，或者改为填写指标。", "Give the number of the case, or name a figure instead."
    ),
    "figure": Words(
        "指标编号只含字母、数字、点和短横，月份如 2026-11。",
        "A figure is named by letters, digits, dots and dashes; a month like 2026-11.",
    ),
    "matters": Words(
        "每项议题不超过2000字，最多50项。", "At most 2000 characters for each matter, and at most 50 of them."
    ),
    "profile": Words("请选择联席会议。", "Choose the conference."),
    "issue_id": Words("没有这个事项。", "There is no such ticket."),
}
STALE: Final = Words(
    "您填写期间，别人已先行处理。下面是最新情况，请核对后再提交；您填写的内容仍在表单中。",
    "Somebody else was faster. Below is how it stands now; what you wrote is still in the form.",
)
MOVED: Final = Words(
    "按目前的状态已不能这样办理。下面是最新情况。",
    "This is no longer possible as things stand now. Below is the newest.",
)
WRONG: Final = Words("表单有误，请按字段提示修改。", "Something is wrong; see the fields that are marked.")


@dataclass(frozen=True, slots=True)
class Faults:
    """Why a form was not taken: `whole` for all of it, `fields` for each; `article` is the law that it rests on."""

    verb: str
    status: int
    whole: Words
    fields: Mapping[str, Words] = field(default_factory=dict)
    article: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def faults(verb: str, answer: Answer, values: Mapping[str, object]) -> Faults:
    """What is to be said about an answer that is no success."""
    document: Mapping[str, Any] = answer.document if isinstance(answer.document, Mapping) else {}
    found = {name: FIELDS.get(name, WRONG) for name in _names(document)}
    detail = as_words(str(document.get("detail", "")))
    own = _first(document.get("field"))
    if own and not document.get("errors"):
        found = {own: detail}
    return Faults(
        verb,
        answer.status,
        _whole(answer, document, detail, found),
        found,
        str(document.get("article", "")),
        values,
    )


def of_field(verb: str, name: str, values: Mapping[str, object], words: Words | None = None) -> Faults:
    """A fault that is seen before the API is asked: a choice that only pages offer."""
    return Faults(verb, 422, WRONG, {name: words or FIELDS[name]}, "", values)


def _whole(answer: Answer, document: Mapping[str, Any], detail: Words, found: Mapping[str, Words]) -> Words:
    slug = document.get("slug")
    if slug == "stale-version":
        return STALE
    if slug == "move-not-allowed":
        return MOVED
    if found:
        return WRONG
    if detail.zh:
        return detail if detail.zh != detail.en else _titled(document, detail)
    return Words("操作未成功。", f"It did not work (status {answer.status}).")


def _titled(document: Mapping[str, Any], detail: Words) -> Words:
    return Words(f"{document.get('title_zh', '')}。{detail.zh}", detail.en)


def _names(document: Mapping[str, Any]) -> list[str]:
    return [name for error in document.get("errors") or () if (name := _first(error.get("field")))]


def _first(pointer: object) -> str:
    """The first step of a JSON pointer: the field of the form."""
    return str(pointer).strip("/").split("/")[0] if pointer else ""
