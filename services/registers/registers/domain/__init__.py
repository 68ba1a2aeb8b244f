"""What the registers decide: pure, without clock, database or network.

`entry` and `moves` are the mechanism of all registers, `particulars` what each holds, `checks` what none may say;
`centres`, `facilities`, `district_policies`, `fairs` and `destinations` have the rules of their own, `supervision` and
`cases` stand beside the registers.
"""
