"""The words of the work pages in both languages. PURE data."""
