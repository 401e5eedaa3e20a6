"""Restoring a backup: unpack and check it beside the forum, switch, and switch back if anything fails."""
