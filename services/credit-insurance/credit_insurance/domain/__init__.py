"""What the insurer and the banks decide. PURE: no clock, no input, no output.

`policies`, `premiums`, `reports`, `buyers` and `losses` are the insurer's; `exports` is what is known of each case,
`shipments`, `receivables`, `receipts` and `pledges` what is declared, owed, received and pledged of it; `assignments`,
`consents`, `finances`, `banks` and `hedges` are the banks'. `terms` has the numbers.
"""
