"""What ends on a day: tokens, keys, certificates, the calendar; and the issuer whose keys grow old. PURE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from exportlane.operations import kinds
from exportlane.operations.finding import Finding, Kind, Words
from exportlane.operations.seen import Seen, length, names

CALENDAR_DAYS = 60
SOON_SECONDS = 30 * 86_400.0
"""Keys and certificates: so long before their end somebody should begin."""
_LATER: Mapping[str, Kind] = {
    "service-token": kinds.TOKEN_ENDS,
    "signing-key": kinds.KEY_ENDS,
    "certificate": kinds.CERTIFICATE_ENDS,
}


def expiries(seen: Seen) -> Iterator[Finding]:
    """Tokens, keys and certificates that have ended or are about to."""
    for service, told in seen.each("expiries"):
        for one in told:
            finding = _expiry(service, one)
            if finding is not None:
                yield finding


def _expiry(service: str, one: Mapping[str, Any]) -> Finding | None:
    kind, left = _LATER.get(one["kind"]), one.get("seconds_left")
    if kind is None:
        return None
    part, name = f"{one['kind'].replace('-', ' ')} of {service}", one["name"]
    if trouble := one.get("sentence"):
        worse = kinds.TOKEN_EXPIRED if one["kind"] == "service-token" else kind
        return worse.found(service, Words(f"{name}：{trouble}", f"{name}: {trouble}"), part=part)
    if left is None or left > one.get("warn_seconds", SOON_SECONDS):
        return None
    if left > 0:
        soon = length(left)
        return kind.found(
            service, Words(f"{name} 将在 {soon.zh} 后到期。", f"{name} ends in {soon.en}."), part=part
        )
    ago = length(-left)
    worse = kinds.TOKEN_EXPIRED if one["kind"] == "service-token" else kind
    return worse.found(
        service, Words(f"{name} 已于 {ago.zh} 前到期。", f"{name} ended {ago.en} ago."), part=part
    )


def keys(seen: Seen) -> Iterator[Finding]:
    """Services that cannot sign, or whose signatures others would refuse."""
    for service, told in seen.failing("signing-key").items():
        yield kinds.KEY_UNUSABLE.found(
            service,
            Words(f"该服务无法签名：{told}", f"It cannot sign its facts: {told}"),
            part=f"signing key of {service}",
        )


def issuer(seen: Seen) -> Iterator[Finding]:
    """One finding when the issuer's keys cannot be read now, whoever noticed."""
    failing = {service: told for service, told in seen.each("issuer") if told.get("failing")}
    if not failing:
        return
    oldest = max((told.get("keys_age_seconds") or 0.0) for told in failing.values())
    who, age = names(sorted(failing)), length(oldest)
    sentence = Words(
        f"读不到签发方公钥（{who.zh}）；现用公钥读取于 {age.zh} 前。",
        f"The issuer's keys cannot be read ({who.en}); those in use were read {age.en} ago.",
    )
    yield kinds.ISSUER_UNREACHABLE.found(min(failing), sentence, part="issuer")


def calendars(seen: Seen) -> Iterator[Finding]:
    """A service does not know a notice that another one knows; or the calendar that all know ends soon, or has."""
    ends = {service: str(day) for service, day in seen.each("calendar_ends_on")}
    if not ends:
        return
    newest = max(ends.values())
    known = {service: set(seen.statuses[service].get("calendar_notices") or ()) for service in ends}
    everything = set().union(*known.values())
    whole = [service for service in ends if ends[service] == newest and known[service] == everything]
    for service, day in ends.items():
        missing = ", ".join(sorted(everything - known[service]))
        if day == newest and not missing:
            continue
        sentence = (
            Words(
                f"缺少其他服务已加载的放假通知：{missing}。",
                f"It lacks a notice that others have: {missing}.",
            )
            if missing
            else Words(
                f"工作日历止于 {day}，其他服务止于 {newest}。",
                f"Its working-day calendar ends on {day}, that of others on {newest}.",
            )
        )
        yield kinds.CALENDAR_MISSING.found(service, sentence, part=f"calendar of {service}")
    left = next((seen.statuses[service].get("calendar_days_left") for service in whole), None)
    if left is not None and left < CALENDAR_DAYS:
        yield _ends(whole[0], newest, left)


def _ends(service: str, newest: str, left: int) -> Finding:
    if left < 0:
        sentence = Words(
            f"已公布的工作日历止于 {newest}，本年度没有放假通知。",
            f"The published working-day calendar ended on {newest}; there is no notice for the days since.",
        )
        return kinds.CALENDAR_MISSING.found(service, sentence, part="calendar")
    sentence = Words(
        f"已公布的工作日历止于 {newest}，还剩 {left} 天。",
        f"The published working-day calendar ends on {newest}, in {left} days.",
    )
    return kinds.CALENDAR_ENDS.found(service, sentence, part="calendar")
