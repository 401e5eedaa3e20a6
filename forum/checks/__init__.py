"""Whether the forum is whole: every invariant is a handful of queries that find what breaks it."""
