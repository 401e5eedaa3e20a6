"""What `manage.py serve` is made of: get ready, listen, keep the background worker alive, stop cleanly."""
