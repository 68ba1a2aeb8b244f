"""What ports, railways and carriers decide: pure, without clock, database or network.

`calls` are sailings, trains and convoys with their space; `booking` what an exporter asks of one, with the table of its
moves; `requesting`, `passage` and `rolling` the acts on it, `whole_calls` those on a call with all its bookings.
`cargo` is what was heard of a case, `urgency` how near its cut-off is, `zones` its stay in a bonded zone. `loading` is
the checklist of batteries, `lines` the register of lines, `numbers` the checks of what is written on ships and boxes.
"""
