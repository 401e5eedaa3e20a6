from django.db import models


class Spending(models.Model):
    """How much somebody has used of a limit in a window that is open, or was and waits to be used again.

    Only `in_database` reads and writes it, in single statements that are right without a lock around them.
    """

    key = models.CharField(primary_key=True, max_length=80)
    used = models.BigIntegerField()
    # Milliseconds since 1970: the one statement compares them, and a number is the same on both databases.
    ends_at = models.BigIntegerField(db_index=True)
