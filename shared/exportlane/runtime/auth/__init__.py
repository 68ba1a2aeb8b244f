"""Who calls and whether they may: OAuth 2 access tokens, roles, and what each route demands.

Deny by default: the edge verifies a token before it reads a body, every route names its demand with `require`, and a
service with a route that names none does not start (`exportlane.runtime.web`).
"""

from exportlane.runtime.auth.callers import (
    CONFERENCE,
    DEFAULT_SCOPES,
    ENTERPRISE,
    EXPORTER,
    LADDER,
    OFFICER,
    OPERATOR,
    PLATFORM,
    ROLES,
    SERVICE,
    SUPERVISOR,
    VIEWER,
    Caller,
    Demand,
    demand,
)
from exportlane.runtime.auth.keys import ALGORITHMS, JwksFile, JwksUrl, KeyRing, KeySource, source_of
from exportlane.runtime.auth.requirements import (
    CALLER,
    OpenToAnyone,
    Requirement,
    bearer,
    caller_of,
    open_to_anyone,
    require,
    require_any,
)
from exportlane.runtime.auth.tokens import LEEWAY_S, Authenticator, IdentitySettings

__all__ = [
    "ALGORITHMS",
    "CALLER",
    "CONFERENCE",
    "DEFAULT_SCOPES",
    "ENTERPRISE",
    "EXPORTER",
    "LADDER",
    "LEEWAY_S",
    "OFFICER",
    "OPERATOR",
    "PLATFORM",
    "ROLES",
    "SERVICE",
    "SUPERVISOR",
    "VIEWER",
    "Authenticator",
    "Caller",
    "Demand",
    "IdentitySettings",
    "JwksFile",
    "JwksUrl",
    "KeyRing",
    "KeySource",
    "OpenToAnyone",
    "Requirement",
    "bearer",
    "caller_of",
    "demand",
    "open_to_anyone",
    "require",
    "require_any",
    "source_of",
]
