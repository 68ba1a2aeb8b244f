"""The words of the console: states, causes, checks, kinds of hops, the runbook's headings. PURE data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.words import AGENCIES

SEVERITIES: Final[Mapping[str, Words]] = {
    "critical": Words("故障", "Fault"),
    "warning": Words("警告", "Warning"),
    "consequence": Words("连带", "Follows"),
}
TONE_OF_SEVERITY: Final[Mapping[str, str]] = {"critical": "bad", "warning": "warn", "consequence": "off"}

STATES: Final[Mapping[str, Words]] = {
    "failed": Words("处理失败", "Failed"),
    "untrusted": Words("不可信", "Untrusted"),
    "blocked": Words("排在其后", "Behind another"),
    "early": Words("前有缺口", "Gap before it"),
    "waiting": Words("等待材料", "Waiting for papers"),
    "done": Words("已处理", "Handled"),
    "skipped": Words("已跳过", "Skipped"),
}
TONE_OF_STATE: Final[Mapping[str, str]] = {
    "failed": "bad", "untrusted": "bad", "blocked": "warn", "early": "warn", "waiting": "off", "done": "ok",
    "skipped": "off",
}  # fmt: skip
NEEDS_A_PERSON: Final = ("failed", "untrusted")
"""The others go on by themselves."""

CAUSES: Final[Mapping[str, Words]] = {
    "handler-error": Words("该机构的处理程序每次都出错", "The agency's own handler failed each time"),
    "data-invalid": Words("事实的数据无法读取", "The data of the fact cannot be read"),
    "contradiction": Words("与已知事实矛盾", "It contradicts what is known"),
    "behind": Words("同一案件在前的消息尚未处理", "An earlier message of the same case is not handled"),
    "gap": Words("在前的事实尚未到达", "An earlier fact has not come yet"),
    "no-papers": Words("该案件的材料尚未送达", "The papers of the case are not here yet"),
    "too-early": Words("尚不到可以处理的时候", "It is too early for it"),
    "unsigned": Words("没有签名", "It carries no signature"),
    "unknown-key": Words("签名密钥未知", "Nobody's key is known by that id"),
    "wrong-agency": Words("由另一机构签名", "Another agency signed it"),
    "altered": Words("签名与内容不符", "The signature does not fit the content"),
    "malformed": Words("不是一条完整的事实", "It is no whole fact"),
    "wrong-topic": Words("出现在不属于它的主题上", "It stands on a topic that is not its own"),
    "chain-broken": Words("与前一事实不相衔接", "It does not follow the fact before it"),
    "not-entitled": Words("该机构无权发布此类事实", "That agency may not announce such a fact"),
    "sharing-not-agreed": Words("缺少有效的数据共享约定", "No agreement on sharing is in force"),
}
SECTIONS: Final[Mapping[str, str]] = {
    "untrusted": "untrusted-messages", "early": "a-gap-that-stays", "waiting": "papers-that-are-not-delivered",
}  # fmt: skip
"""The section of the runbook about messages in a state, where it is not the one about all of them."""

CHECKS: Final[Mapping[str, Words]] = {
    "database": Words("数据库", "Database"),
    "bus": Words("消息系统", "Broker"),
    "signing-key": Words("签名密钥", "Signing key"),
    "tasks": Words("后台任务", "Tasks"),
    "readiness": Words("就绪检查", "Readiness"),
}
CONDITIONS: Final[Mapping[str, Words]] = {
    "ready": Words("就绪", "Ready"),
    "troubled": Words("未就绪", "Not ready"),
    "silent": Words("无应答", "No answer"),
    "refuses": Words("拒绝回答", "Refuses to say"),
}
TONE_OF_CONDITION: Final[Mapping[str, str]] = {
    "ready": "ok", "troubled": "bad", "silent": "bad", "refuses": "warn",
}  # fmt: skip
DEPENDENCIES: Final[Mapping[str, Words]] = {
    "database": Words("数据库", "Database"),
    "broker": Words("消息系统", "Broker"),
    "issuer": Words("身份签发方", "Identity issuer"),
    "service": Words("服务", "Service"),
}
EXPIRIES: Final[Mapping[str, Words]] = {
    "service-token": Words("服务令牌", "Service token"),
    "signing-key": Words("签名密钥", "Signing key"),
    "certificate": Words("证书", "Certificate"),
}
TIMERS: Final[Mapping[str, Words]] = {
    "due": Words("到时", "Due"),
    "failing": Words("将重试", "Tried again"),
    "set_aside": Words("已搁置", "Set aside"),
}
KINDS: Final[Mapping[str, Words]] = {
    "request": Words("请求", "Request"),
    "call": Words("调用", "Call"),
    "produce": Words("发布", "Produce"),
    "consume": Words("接收", "Consume"),
    "handle": Words("处理", "Handle"),
    "inside": Words("内部", "Inside"),
}
MODES: Final[Mapping[str, Words]] = {
    "embedded": Words("单机", "Embedded"),
    "real": Words("分布式", "Real"),
}
CHAPTERS: Final[Mapping[str, str]] = {
    "Find the fault in two minutes": "两分钟查明故障",
    "Stuck case": "案件停滞",
    "Breached clocks": "期限已过",
    "Contradictions": "事实矛盾",
    "Parked messages": "搁置消息",
    "Retry": "重试",
    "Skip": "跳过",
    "Untrusted messages": "不可信消息",
    "A gap that stays": "缺口未补",
    "Papers that are not delivered": "材料未送达",
    "Agency out of reach": "机构不可达",
    "Service refuses to answer": "服务拒绝回答",
    "Gateway out of reach": "平台不可达",
    "Lag": "积压",
    "Unpublished facts": "事实未发布",
    "Stuck relay": "发布环节停滞",
    "Unhandled messages": "消息未处理",
    "Lost broker": "消息系统丢失",
    "Lost database": "数据库丢失",
    "Slow database": "数据库缓慢",
    "Full disk": "磁盘已满",
    "Restore from a backup": "从备份恢复",
    "A ledger that does not verify": "账本校验不通过",
    "Key rotation": "密钥轮换",
    "Expired tokens": "令牌过期",
    "Certificates": "证书",
    "Issuer out of reach": "身份签发方不可达",
    "Clock skew": "时钟不准",
    "Calendar ends": "工作日历用完",
    "Timers": "定时事项",
    "Sharing is down": "共享中断",
    "Sharing stops a decision": "共享阻止决定",
    "Disputed data": "数据校核",
    "The register of filed firms": "备案企业登记册",
    "The key of personal data": "个人信息密钥",
    "A service does not start": "服务无法启动",
}
"""The Chinese of the runbook's headings; its text is in English."""


def title_of(heading: str) -> Words:
    """A heading of the runbook; one without Chinese is shown as it stands."""
    return Words(CHAPTERS.get(heading, heading), heading)


_PARTS: Final[Mapping[str, str]] = {
    "broker": "消息系统", "disk": "共用磁盘", "calendar": "工作日历", "issuer": "身份签发方", "database": "数据库",
    "clock": "时钟", "relay": "发布程序", "topic": "事实主题", "signing key": "签名密钥", "service token": "服务令牌",
    "certificate": "证书",
}  # fmt: skip
_WAY: Final = ("way of ", " to the broker")


def part_of(part: str) -> str | None:
    """What a finding calls broken, in Chinese; None where the code says all there is."""
    if part.startswith(_WAY[0]) and part.endswith(_WAY[1]):
        return f"{_agency(part.removeprefix(_WAY[0]).removesuffix(_WAY[1]))}到消息系统的连接"
    thing, _, service = part.partition(" of ")
    if service:
        return f"{_agency(service)}的{_PARTS[thing]}" if thing in _PARTS else None
    return _PARTS.get(part) or (AGENCIES[part].zh if part in AGENCIES else None)


def _agency(name: str) -> str:
    return AGENCIES[name].zh if name in AGENCIES else name
