"""The versions of the tax office's tables."""
