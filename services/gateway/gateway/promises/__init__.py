"""What the two policies promise, measured from the facts that the gateway has heard.

`milestones` notes what a fact means for a figure, `counting` asks the tables, `days` and `figures` reckon, `measure`
puts the answer together, and the wording of every promise is data (`exportlane.policies.promises`).
"""
