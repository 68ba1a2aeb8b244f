"""Handing papers over to the agencies: durable, at least once, each agency by itself.

`answers` (pure) says what an agency's answer means, `table` keeps what is on its way, `courier` carries it.
"""
