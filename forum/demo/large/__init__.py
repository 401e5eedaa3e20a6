"""A large forum, for measuring: `manage.py fill`. The same size, seed and day make the same forum.

Its texts are a pool of a few thousand that are rendered as any other. What stands where is planned in memory, number by
number, and becomes rows by a few statements for each table, which both databases read.
"""
