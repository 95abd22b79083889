"""How the tables came to be what `schema.py` says, step by step; `migrate` plays the missing steps."""
