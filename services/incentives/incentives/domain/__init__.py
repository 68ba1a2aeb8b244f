"""What the subsidy office (扶持资金) decides: applications, the ledger of caps, evidence, money out and back. PURE."""
