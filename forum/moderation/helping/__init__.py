"""What administrators do for members who cannot help themselves, as acts that are logged and told."""
