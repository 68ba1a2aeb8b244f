"""The vehicle registry's deregistration for export."""
