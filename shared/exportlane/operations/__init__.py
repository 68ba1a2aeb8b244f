"""What operators are told: findings about a running system, each with the faulty part and its section of the runbook.

Pure: status documents in, findings out. `findings.py` is the whole; `exportlane doctor`, the gateway's
`/v1/operations/findings` and the console's pages all ask it.
"""
