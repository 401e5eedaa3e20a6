"""Backups: one file with the database, the media folder and the secret key; made each night, checked, restored."""
