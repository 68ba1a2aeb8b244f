"""How every service says no: problem documents (RFC 9457), one small tree, each status mapped once.

Problem                          an answer with a slug, a sentence and, where it rests on law, the article
├── 400  malformed-json · bad-request · bad-cursor · path-not-allowed · idempotency-key-missing
├── 401  token-missing · token-invalid · token-expired
├── 403  forbidden
├── 404  not-found                    405  method-not-allowed            406  not-acceptable
├── 409  move-not-allowed · live-case-exists · idempotency-key-in-progress · conflict
│         calendar-notice-known
├── 412  stale-version                413  body-too-large                415  unsupported-media-type
├── 422  validation-failed · rule-violated · unknown-profile · idempotency-key-reused
│         calendar-contradiction · calendar-day-outside-year · calendar-day-twice · calendar-notice-early
│         calendar-notice-unknown
├── 428  precondition-required        429  too-many-requests
├── 500  internal-error               502  upstream-failed
├── 503  agency-unavailable · unavailable
└── 504  upstream-timeout

Raise `problem(slug, sentence)` under a route; declare it with `responses(slug, …)`; add a service's own kind with
`register(ProblemKind(…))`. `install(app)` turns all of them, and what the framework raises, into documents.
"""

from exportlane.runtime.problems.documents import (
    MEDIA_TYPE,
    FieldError,
    Problem,
    ProblemDocument,
    document,
    problem,
    response_to,
    responses,
)
from exportlane.runtime.problems.handlers import from_http, install, invalid, pointer, unexpected
from exportlane.runtime.problems.kinds import PROBLEMS, TYPE_PREFIX, ProblemKind, register
from exportlane.runtime.problems.sentences import sentence_of

__all__ = [
    "MEDIA_TYPE",
    "PROBLEMS",
    "TYPE_PREFIX",
    "FieldError",
    "Problem",
    "ProblemDocument",
    "ProblemKind",
    "document",
    "from_http",
    "install",
    "invalid",
    "pointer",
    "problem",
    "register",
    "response_to",
    "responses",
    "sentence_of",
    "unexpected",
]
