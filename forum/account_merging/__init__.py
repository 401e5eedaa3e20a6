"""Making one account of two: what becomes of each row that names a member, and doing it."""
