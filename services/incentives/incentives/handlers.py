"""What this agency does on a fact of another: it reads what it needs and lets the domain decide.

A handler is a plain function, named after the fact, one line in `consumer.HEARS`::

    def on_licence_granted(
        state: Filing, heard: Heard, *, now: datetime, policy: Policy
    ) -> Decided[Filing] | Refused | Waiting:
        data = data_of(heard, LicenceGranted)  # exportlane.agency.hearing
        ...

The runtime has verified the fact, parsed its data and loaded the filing that its case belongs to. `Refused` means that
the fact contradicts what is known here: it is parked for a person.
"""
