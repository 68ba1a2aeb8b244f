"""The kinds of problem: one slug for machines, one HTTP status, one title in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
TYPE_PREFIX = "urn:exportlane:problem:"
"""What stands before a slug in `type`: a name, on purpose not an address that somebody would have to keep alive."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem. `slug` is stable for ever; `status` is its HTTP status; titles never carry details."""

    slug: str
    status: int
    title_en: str
    title_zh: str

    @property
    def type(self) -> str:
        """The `type` member of the problem document."""
        return TYPE_PREFIX + self.slug


PROBLEMS: dict[str, ProblemKind] = {}
"""Every kind that this process knows, by slug. Services add theirs with `register` where they define them."""


def register(kind: ProblemKind) -> ProblemKind:
    """Add a service's own kind; the same twice is fine. Raises ValueError when a slug would change its meaning."""
    if not _SLUG.fullmatch(kind.slug):
        raise ValueError(f"the problem slug {kind.slug!r} is not lower-case words joined by hyphens")
    if not 400 <= kind.status <= 599:
        raise ValueError(f"the problem {kind.slug} has the status {kind.status}, which is no error")
    if PROBLEMS.setdefault(kind.slug, kind) != kind:
        raise ValueError(f"the problem {kind.slug} is already registered with another meaning")
    return kind


_BUILT_IN = (
    ("malformed-json", 400, "The body is not well-formed JSON", "请求体不是格式正确的 JSON"),
    ("path-not-allowed", 400, "The path is not allowed", "不允许的路径"),
    ("idempotency-key-missing", 400, "The Idempotency-Key header is missing", "缺少 Idempotency-Key 请求头"),
    ("bad-cursor", 400, "The cursor is not one of ours", "分页游标无效"),
    ("bad-request", 400, "The request cannot be understood", "无法理解该请求"),
    ("token-missing", 401, "An access token is needed", "需要访问令牌"),
    ("token-invalid", 401, "The access token is not valid", "访问令牌无效"),
    ("token-expired", 401, "The access token has expired", "访问令牌已过期"),
    ("forbidden", 403, "Not allowed for this caller", "当前调用者无权操作"),
    ("not-found", 404, "Nothing is here", "未找到"),
    ("method-not-allowed", 405, "The method is not allowed here", "不允许的请求方法"),
    ("not-acceptable", 406, "No acceptable form of the answer", "无法提供可接受的响应格式"),
    ("idempotency-key-in-progress", 409, "The same request is still under way", "相同请求正在处理中"),
    ("move-not-allowed", 409, "The present state does not allow this", "当前状态不允许该操作"),
    ("live-case-exists", 409, "A live case exists already", "已存在未结案件"),
    ("conflict", 409, "The request contradicts the present state", "请求与当前状态冲突"),
    (
        "calendar-notice-known",
        409,
        "The notice was loaded before with other days",
        "该放假通知已载入且内容不同",
    ),
    ("stale-version", 412, "The version is no longer the present one", "版本已过期"),
    ("body-too-large", 413, "The body is too large", "请求体过大"),
    ("unsupported-media-type", 415, "The media type is not supported", "不支持的媒体类型"),
    ("validation-failed", 422, "The content is not valid", "内容校验未通过"),
    ("idempotency-key-reused", 422, "The key was used for another request", "Idempotency-Key 已用于其他请求"),
    ("unknown-profile", 422, "The profile is not known", "未知的城市方案"),
    ("rule-violated", 422, "A rule forbids this", "违反规则"),
    (
        "calendar-contradiction",
        422,
        "A day is a working day and a day off at once",
        "同一日期既为工作日又为休息日",
    ),
    ("calendar-day-outside-year", 422, "A day lies outside the year of the notice", "日期不在通知所属年度内"),
    ("calendar-day-twice", 422, "A day is named twice", "日期重复"),
    ("calendar-notice-early", 422, "The notice is dated in the future", "通知日期晚于当前日期"),
    ("calendar-notice-unknown", 422, "The notice that is replaced was never loaded", "被替代的通知尚未载入"),
    ("precondition-required", 428, "The If-Match header is needed", "需要 If-Match 请求头"),
    ("too-many-requests", 429, "Too many requests", "请求过多"),
    ("internal-error", 500, "Something went wrong here", "服务器内部错误"),
    ("upstream-failed", 502, "The agency's answer could not be used", "部门系统响应无效"),
    ("agency-unavailable", 503, "The agency cannot be reached", "部门系统暂不可用"),
    ("unavailable", 503, "Not available now", "服务暂不可用"),
    ("upstream-timeout", 504, "The agency did not answer in time", "部门系统响应超时"),
)

for _slug, _status, _en, _zh in _BUILT_IN:
    register(ProblemKind(_slug, _status, _en, _zh))

OF_STATUS: Mapping[int, str] = {
    400: "bad-request",
    401: "token-invalid",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    412: "stale-version",
    413: "body-too-large",
    415: "unsupported-media-type",
    422: "validation-failed",
    428: "precondition-required",
    429: "too-many-requests",
    503: "unavailable",
    504: "upstream-timeout",
}
"""What a bare HTTP status raised by the web framework means in our words."""
