"""The generated documents, each a function from the code to text. `tools/generate.py` writes or compares them."""
