"""What the gateway sees of a running system, for those who look after it.

probing.py     the agencies' reach and clocks, every few seconds; papers and last days, now and then
surveying.py   everybody asked at once, and what is wrong by that
"""

from gateway.watching.probing import Watch
from gateway.watching.surveying import Survey, survey

__all__ = ["Survey", "Watch", "survey"]
