"""The fault drill: ten faults in a running system, each of which doctor and console must name, and see mended.

__main__.py   the command, and the table that it prints
fault.py      a fault: what breaks, what must be said of it; and how one is run through
seeing.py     the two who must name it: `exportlane doctor`, and the console as a browser sees it
real.py       the system: PostgreSQL, Kafka, one process per service
embedded.py   the system in one process, for the faults that it can show
breaking.py   faults of servers and processes
telling.py    faults of messages and notices, in either system
issuer.py     an OpenID provider, so that the console is entered as in earnest
wire.py       a loopback line to a database that can be made slow
volume.py     a small disk that can be filled
"""
