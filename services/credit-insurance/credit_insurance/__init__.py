"""Credit insurance."""
