"""The documents that leave: a case, a page of cases, a fact, as the reader may see them. PURE.

Every part carries its age: `as_of` is when the fact behind it happened, `lag_seconds` how long that fact took to be
seen here, `age_seconds` how old it is now.
"""

from gateway.shown.case import fact, listed, parked_messages, whole
from gateway.shown.look import Document, Look

__all__ = ["Document", "Look", "fact", "listed", "parked_messages", "whole"]
