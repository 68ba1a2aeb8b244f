"""What builds, checks and starts the tree; nothing here is part of a deployed service."""
