from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ArchivedAddress(models.Model):
    """The address that a member of an imported forum had there, as a keyed hash: good for comparing alone."""

    placeholder = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="archived_address"
    )
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = _("address in an archive")
        verbose_name_plural = _("addresses in archives")

    def __str__(self) -> str:
        return str(self.placeholder)
