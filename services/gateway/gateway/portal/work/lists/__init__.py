"""The work of each agency as data: its things, their verbs, the lists that wait."""
