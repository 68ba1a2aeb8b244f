"""Plumbing without one business word: what every service stands on."""
