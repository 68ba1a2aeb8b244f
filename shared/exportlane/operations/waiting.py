"""What waits: facts, messages, timers, papers. PURE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from exportlane.operations import kinds
from exportlane.operations.finding import Finding, Words
from exportlane.operations.grounds import GATEWAY
from exportlane.operations.seen import Seen, length, names

LATE_SECONDS = 60.0
"""Facts, messages and papers that wait for longer than a minute are no longer on their way, they are stuck."""
TOPIC_PREFIX, TOPIC_SUFFIX = "exportlane.", ".facts"


def lags(seen: Seen) -> Iterator[Finding]:
    """How long the oldest fact and the oldest message have waited."""
    for service, status in seen.statuses.items():
        unpublished, unhandled = (
            status.get("oldest_unpublished_seconds"),
            status.get("oldest_unhandled_seconds"),
        )
        if unpublished is not None and unpublished > LATE_SECONDS:
            waited = length(unpublished)
            sentence = Words(
                f"有事实等待发布已 {waited.zh}。", f"A fact has waited for {waited.en} to be published."
            )
            yield kinds.FACTS_LATE.found(service, sentence)
        if unhandled is not None and unhandled > LATE_SECONDS:
            waited, count = length(unhandled), status.get("unhandled")
            sentence = Words(
                f"有消息等待处理已 {waited.zh}（共 {count} 条）。",
                f"A message has waited for {waited.en} ({count} in all).",
            )
            yield kinds.MESSAGES_LATE.found(service, sentence)


def parked(seen: Seen) -> Iterator[Finding]:
    """Messages that could not be handled, by service; and those that nobody may believe, by topic."""
    for service, counts in seen.each("parked"):
        if failed := counts.get("failed", 0):
            yield kinds.MESSAGE_POISON.found(service, _poison(failed, _causes(seen, service, "failed")))
    yield from _untrusted(seen)


def _causes(seen: Seen, service: str, state: str) -> list[Mapping[str, Any]]:
    return [each for each in seen.statuses[service].get("parked_causes") or () if each["state"] == state]


def _poison(failed: int, causes: list[Mapping[str, Any]]) -> Words:
    zh, en = (
        f"有{failed}条消息无法处理，相关案件在此停住",
        f"{failed} message(s) could not be handled; their cases stand still here",
    )
    if not causes:
        return Words(f"{zh}。", f"{en}.")
    one = causes[0]
    return Words(
        f"{zh}：{one['type']}（案件 {one['case_id']}，原因 {one['cause']}）。",
        f"{en}: {one['type']} of case {one['case_id']} ({one['cause']}).",
    )


def _untrusted(seen: Seen) -> Iterator[Finding]:
    topics: dict[str, dict[str, int]] = defaultdict(dict)
    causes: dict[str, set[str]] = defaultdict(set)
    for service, counts in seen.each("parked"):
        if not (count := counts.get("untrusted", 0)):
            continue
        told = _causes(seen, service, "untrusted")
        if not told:
            sentence = Words(
                f"有{count}条消息未签名、被篡改或格式错误。",
                f"{count} message(s) were unsigned, altered or malformed.",
            )
            yield kinds.MESSAGE_UNTRUSTED.found(service, sentence)
        for one in told:
            topics[one["topic"]][service] = topics[one["topic"]].get(service, 0) + one["count"]
            causes[one["topic"]].add(one["cause"])
    for topic, by_service in sorted(topics.items()):
        agency = topic.removeprefix(TOPIC_PREFIX).removesuffix(TOPIC_SUFFIX)
        why, who = ", ".join(sorted(causes[topic])), names(sorted(by_service))
        count = max(by_service.values())
        sentence = Words(
            f"主题 {topic} 上有{count}条消息不可信（{why}），已被搁置：{who.zh}。",
            f"{count} message(s) on the topic {topic} are not to be trusted ({why}); set aside by {who.en}.",
        )
        yield kinds.MESSAGE_UNTRUSTED.found(agency, sentence, part=f"topic of {agency}")


def timers(seen: Seen) -> Iterator[Finding]:
    """Timers that a person must look at."""
    for service, counts in seen.each("timers"):
        if aside := counts.get("set_aside", 0):
            path = "/v1/operations/timers" if service == GATEWAY else f"/v1/{service}/operations/timers"
            sentence = Words(
                f"有{aside}个定时事项反复失败，已被搁置；其他事项照常进行。",
                f"{aside} timer(s) failed again and again and are set aside; other things go on.",
            )
            advice = Words(
                f"GET {path} 列出每一项及其原因；修复后 POST …/retry。",
                f"GET {path} names each with its cause; mend it, then POST …/retry.",
            )
            yield kinds.TIMERS_ASIDE.found(service, sentence, advice=advice)


def papers(seen: Seen) -> Iterator[Finding]:
    """Papers that an agency refused, and those that have been on their way for too long."""
    if refused := seen.deliveries.get("refused", 0):
        sentence = Words(f"有{refused}份材料被机构拒收。", f"{refused} paper(s) were refused by an agency.")
        yield kinds.PAPERS_REFUSED.found(GATEWAY, sentence)
    waited = seen.deliveries.get("oldest_pending_seconds")
    if waited is not None and waited > LATE_SECONDS:
        pending, told, error = (
            seen.deliveries.get("pending", 1),
            length(waited),
            seen.deliveries.get("last_error"),
        )
        sentence = Words(
            f"有{pending}份材料尚未送达，最早的已 {told.zh}：{error or '尚未尝试'}",
            f"{pending} paper(s) are not delivered, the oldest for {told.en}: {error or 'not tried yet.'}",
        )
        yield kinds.PAPERS_LATE.found(GATEWAY, sentence)
