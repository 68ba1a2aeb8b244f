"""The export declaration and the exit of the goods."""
