"""Former owners' personal data: sealed at rest, read by the registry's officers only, each reading recorded."""
