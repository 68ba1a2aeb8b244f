"""The law that can be computed: working days, periods, check characters, money.

Pure: time and the state of the registries come as arguments; nothing is read on import, and the only thing ever
read is the package data beside this file, when a calendar is built. Import the module that you need
(``exportlane.law.clock``, ``exportlane.law.checks``): this file stays empty so that none pays for another.
"""
