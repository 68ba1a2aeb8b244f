"""Names of things, so that the type checker keeps one from standing in for another.

A value gets its type where it is parsed, after the matching check of ``exportlane.law.checks``.
"""

from typing import NewType

Vin = NewType("Vin", str)
"""Vehicle identification number, 17 characters (GB 16735)."""

Uscc = NewType("Uscc", str)
"""Unified social credit code of an enterprise, 18 characters (GB 32100)."""

CaseId = NewType("CaseId", str)
"""One vehicle's export case, from the licence to the rebate."""
