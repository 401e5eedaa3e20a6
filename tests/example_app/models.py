from django.db import models


class PostLength(models.Model):
    """What the example app derives from each post: how long it is."""

    # No foreign key: the table is made without a migration, before those of the forum.
    post_id = models.BigIntegerField(unique=True)
    length = models.PositiveIntegerField()
