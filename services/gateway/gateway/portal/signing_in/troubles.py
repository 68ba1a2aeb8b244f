"""What can go wrong between the portal and the issuer, and what a person is told about it. PURE data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.portal.fact_words import Words


class Trouble(StrEnum):
    """A way in which a sign-in ends without a visit."""

    NOT_SET_UP = "not-set-up"
    UNREACHABLE = "issuer-unreachable"
    DENIED = "denied"
    STALE = "stale"
    CODE_REFUSED = "code-refused"
    UNTRUSTED = "untrusted"
    NO_RIGHTS = "no-rights"
    FORM = "form"


class SignInFailed(Exception):
    """The sign-in ended. `detail` is for the operator's log and for the page's small print, and holds no secret."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of a trouble says; `again` is whether trying again may help."""

    status: int
    title: Words
    sentence: Words
    again: bool = True


TOLD: Final[Mapping[Trouble, Told]] = {
    Trouble.NOT_SET_UP: Told(
        503,
        Words("登录尚未配置", "Sign-in is not set up"),
        Words(
            "本平台还没有登记到统一身份认证系统。请联系平台值班员。",
            "This portal is not yet known to an identity provider. Please call the operator of the platform.",
        ),
        again=False,
    ),
    Trouble.UNREACHABLE: Told(
        503,
        Words("统一身份认证暂不可用", "The identity provider is not available"),
        Words(
            "统一身份认证系统现在没有应答。办件不受影响，请稍后再登录。",
            "The identity provider does not answer now. Cases go on; please sign in again in a moment.",
        ),
    ),
    Trouble.DENIED: Told(
        403,
        Words("登录已取消", "Sign-in was cancelled"),
        Words(
            "您取消了登录，或身份认证系统未予同意。需要时可重新登录。",
            "You cancelled, or the identity provider did not agree. You may sign in again at any time.",
        ),
    ),
    Trouble.STALE: Told(
        400,
        Words("本次登录已失效", "This sign-in is no longer valid"),
        Words(
            "登录页面打开过久、已用过一次，或不是从本浏览器发起的。请重新登录。",
            "It was open for too long, was used already, or was not begun in this browser. Please sign in again.",
        ),
    ),
    Trouble.CODE_REFUSED: Told(
        400,
        Words("登录凭证已过期", "The sign-in has expired"),
        Words(
            "身份认证系统不再接受本次登录的凭证，通常是因为停留过久。请重新登录。",
            "The identity provider no longer accepts this sign-in, mostly because it took too long. "
            "Please sign in again.",
        ),
    ),
    Trouble.UNTRUSTED: Told(
        502,
        Words("身份认证的应答未通过核验", "The identity provider's answer does not hold"),
        Words(
            "收到的身份凭证未通过核验，因此没有登录。请联系平台值班员。",
            "What came back as proof of who you are did not pass our checks, so nobody was signed in. "
            "Please call the operator of the platform.",
        ),
    ),
    Trouble.NO_RIGHTS: Told(
        403,
        Words("您的账号没有使用本平台的权限", "Your account has no rights here"),
        Words(
            "您已通过身份认证，但账号未注明所属部门和岗位。请本部门管理员在身份认证系统中补充后再登录。",
            "We know who you are, but your account does not say for which agency and in which role you work. "
            "Have your agency's administrator add this at the identity provider, then sign in again.",
        ),
    ),
    Trouble.FORM: Told(
        403,
        Words("页面已过期", "The page is out of date"),
        Words(
            "该表单来自较早打开的页面或其他网站，未作处理。请重新打开页面再操作。",
            "The form came from an older page or from elsewhere and was not carried out. Open the page again.",
        ),
    ),
}
