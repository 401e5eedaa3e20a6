"""The parts of `manage.py serve`: get ready, listen, keep the background worker alive, stop cleanly."""
