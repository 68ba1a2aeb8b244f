"""The entrance to all agencies: batches, the view of a case, deadlines and the portal."""
