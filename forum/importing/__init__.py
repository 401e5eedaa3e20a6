"""Other forums, brought in. Each source is a package of its own that gives an `Archive` (see `archive.py`)."""
