"""Cases as files: tables for people (CSV, XLSX) and event logs for process-mining tools (XES, OCEL 2.0).

Whatever the format, cases are read a page at a time and written at once, so a file of any length takes the memory of
one page; every value is shown by the reader's own eyes.
"""
