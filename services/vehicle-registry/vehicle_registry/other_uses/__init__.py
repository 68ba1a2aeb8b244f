"""Requests to put a vehicle that may only be exported to another use: answered, recorded, never granted."""
