"""The green channel: batch appointments with a capacity for each place and day."""
