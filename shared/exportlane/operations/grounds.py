"""What services stand on: who answers, the broker, databases, disks, the relay's seat, clocks. PURE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from exportlane.operations import kinds
from exportlane.operations.finding import Finding, Words
from exportlane.operations.seen import Seen, length, names

BROKER = "broker"
GATEWAY = "gateway"
SLOW_MS = 400.0
"""A write that takes longer, in the middle of the last few, holds up everything behind it."""
SKEW_SECONDS = 5.0
FULL_RATIO, FULL_BYTES = 0.01, 64 * 2**20
LOW_RATIO, LOW_BYTES = 0.08, 2 * 2**30


def reach(seen: Seen) -> Iterator[Finding]:
    """Who did not answer, and who would not."""
    for service, sentence in seen.silent.items():
        yield kinds.AGENCY_UNREACHABLE.found(service, Words(f"服务没有应答：{sentence}", sentence))
    for service, sentence in seen.refused.items():
        yield kinds.SERVICE_REFUSES.found(
            service, Words(f"服务拒绝回答：{sentence}", f"It refused to say: {sentence}")
        )
    for service, dead in seen.each("dead_tasks"):
        told = ", ".join(dead)
        yield kinds.TASK_DEAD.found(
            service, Words(f"后台任务已停止：{told}。", f"A task that should run has ended: {told}.")
        )


def broker(seen: Seen) -> Iterator[Finding]:
    """One finding when nobody reaches the broker; else one for each service that alone does not."""
    failing = seen.failing("bus")
    asked = [service for service in seen.statuses if seen.check(service, "bus")]
    if failing and len(failing) * 2 > len(asked):
        who = names(list(failing))
        sentence = Words(
            f"{len(asked)}个服务中有{len(failing)}个连不上消息系统（{who.zh}）。",
            f"{len(failing)} of {len(asked)} services cannot reach the broker ({who.en}).",
        )
        yield kinds.BROKER_UNREACHABLE.found(BROKER, sentence)
        return
    for service, told in failing.items():
        sentence = Words(
            f"该服务连不上消息系统，其他服务可以：{told}",
            f"It cannot reach the broker, and others can: {told}",
        )
        yield kinds.BROKER_UNREACHABLE.found(service, sentence, part=f"way of {service} to the broker")


def disks(seen: Seen) -> Iterator[Finding]:
    """One finding for each volume that is full or nearly so, whoever shares it."""
    users: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for service, volumes in seen.each("disks"):
        for volume in volumes:
            users[volume["volume"]][service] = volume
    for by_service in users.values():
        service, volume = min(by_service.items())
        free, total = volume["free_bytes"], volume["total_bytes"]
        kind = (
            kinds.DISK_FULL
            if free < min(total * FULL_RATIO, FULL_BYTES)
            else kinds.DISK_LOW
            if free < min(total * LOW_RATIO, LOW_BYTES)
            else None
        )
        if kind is None:
            continue
        who = names(sorted(by_service))
        left = f"{free / 2**20:.0f} MB"
        sentence = Words(
            f"{volume['path']} 所在磁盘仅剩 {left}（{who.zh}）。",
            f"The disk of {volume['path']} has {left} left ({who.en}).",
        )
        yield kind.found(service, sentence, part=f"disk of {service}" if len(by_service) == 1 else "disk")


def databases(seen: Seen) -> Iterator[Finding]:
    """For each service whose database does not take writes, or takes them slowly."""
    failing = seen.failing("database")
    for service, status in seen.statuses.items():
        asked, part = status.get("database") or {}, f"database of {service}"
        median = asked.get("median_ms")
        if full := asked.get("disk_full"):
            sentence = Words(f"写入失败，磁盘已满：{full}", f"A write failed, its disk is full: {full}")
            yield kinds.DISK_FULL.found(service, sentence, part=part)
        elif service in failing:
            told = failing[service]
            sentence = Words(f"该服务的数据库不接受写入：{told}", f"Its database takes no writes: {told}")
            yield kinds.DATABASE_UNREACHABLE.found(service, sentence, part=part)
        elif median is not None and median >= SLOW_MS:
            sentence = Words(
                f"最近几次写入的中位耗时为 {median:.0f} 毫秒，超过 {SLOW_MS:.0f} 毫秒。",
                f"A write takes {median:.0f} ms in the middle of the last few; more than {SLOW_MS:.0f} ms is slow.",
            )
            yield kinds.DATABASE_SLOW.found(service, sentence, part=part)


def relays(seen: Seen) -> Iterator[Finding]:
    """The same fact waits to be published, though the broker answers."""
    for service, relay in seen.each("relay"):
        if not relay.get("stuck"):
            continue
        waited = length(relay.get("waiting_seconds") or 0.0)
        sentence = Words(
            f"消息系统可达，但同一事实已 {waited.zh} 未能发布（共 {relay.get('unpublished')} 条）；{_seat(relay).zh}。",
            f"The broker answers, and the same fact has waited for {waited.en} ({relay.get('unpublished')} in all); "
            f"{_seat(relay).en}.",
        )
        yield kinds.RELAY_STUCK.found(service, sentence, part=f"relay of {service}")


def _seat(relay: Mapping[str, Any]) -> Words:
    if relay.get("leading"):
        return Words("本副本持有发布席位", "this replica holds the seat of the relay")
    return Words("发布席位被其他会话占用", "another session holds the seat of the relay")


def clocks(seen: Seen) -> Iterator[Finding]:
    """Clocks that differ from the one that most agree on."""
    for service, ahead in seen.skews.items():
        if abs(ahead) <= SKEW_SECONDS:
            continue
        off = length(abs(ahead))
        sentence = Words(
            f"该服务的时钟比其他服务{'快' if ahead > 0 else '慢'} {off.zh}。",
            f"Its clock is {off.en} {'ahead of' if ahead > 0 else 'behind'} the others'.",
        )
        yield kinds.CLOCK_SKEW.found(service, sentence, part=f"clock of {service}")
