"""The page of one case: who waits for whom until when, its stages, papers, facts, risks, and what is being undone."""
