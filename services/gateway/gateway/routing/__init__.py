"""The one entrance: what may pass to an agency, and how the call is made.

`paths` is pure and decides what may pass; `circuits` knows who can be reached; `proxy` makes the call.
"""
