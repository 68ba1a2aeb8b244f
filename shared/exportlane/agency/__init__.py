"""What agencies have in common as agencies: who calls them, what they are handed and hear, what rules do alone.

Every agency receives papers, asks for all that is missing in one notice, and decides, refuses or undoes for a reason.
What these have in common stands here once; what an agency decides stands in its own domain and nowhere else. Only
services import this package: the runtime stays without a business word, and the pure parts stay pure.
"""
