"""What a city's support policy gives for a firm's expenses, step by step, each step with its article. PURE.

`read_policy` makes a policy out of data; `estimate` settles expenses in the order given; `entitlements` says what a
firm has not used yet. The data of the cities stand in `exportlane.policies.subsidies`.
"""

from exportlane.law.subsidies.asked import Asked, read_asked
from exportlane.law.subsidies.claims import Estimate, Expense, Firm, Grant, Step, Used
from exportlane.law.subsidies.entitling import Entitlement, entitlements
from exportlane.law.subsidies.faults import BadClaim, BadPolicy, Fault
from exportlane.law.subsidies.policy import SubsidyPolicy
from exportlane.law.subsidies.reading import read_otherwise, read_policy
from exportlane.law.subsidies.settling import estimate

__all__ = [
    "Asked", "BadClaim", "BadPolicy", "Entitlement", "Estimate", "Expense", "Fault", "Firm", "Grant", "Step",
    "SubsidyPolicy", "Used", "entitlements", "estimate", "read_asked", "read_otherwise",
    "read_policy",
]  # fmt: skip
