"""``make new-agency NAME=port-authority``: the folder of a new agency, and what it still lacks.

naming.py     which names will do
scaffold.py   writes the folder from templates/
checklist.py  what a folder lacks before its agency takes part; tests hold every service to it
"""
