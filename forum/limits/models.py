from django.db import models


class Window(models.Model):
    """How much somebody has used of a limit until `ends_at`; one that is over is used again.

    Only `in_database` reads and writes it, in single statements that are right without a lock around them.
    """

    key = models.CharField(primary_key=True, max_length=80)
    used = models.BigIntegerField()
    # Milliseconds since 1970: the one statement compares them, and a number is the same on both databases.
    ends_at = models.BigIntegerField(db_index=True)
