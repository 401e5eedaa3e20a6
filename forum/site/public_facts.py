"""What the owner says of themselves, and of how the forum is moderated."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.site.name_fields import NameField

LEGAL = ("legal_name", "legal_address", "legal_mail", "legal_register")


class PublicFacts(models.Model):
    """A part of the site’s settings."""

    legal_name = NameField(
        _("who runs the forum"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("The person, club or company, as the law knows it."),
    )
    legal_address = models.TextField(
        _("postal address"), blank=True, default="", validators=[MaxLengthValidator(400)]
    )
    legal_mail = models.EmailField(_("email address for everybody"), blank=True, default="")
    legal_register = NameField(
        _("register and number"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Where the law asks for it, such as a trade register or a VAT number."),
    )
    shows_public_log = models.BooleanField(
        _("everyone can read what moderators do"),
        default=False,
        help_text=_("A log of acts on public boards, without the texts that were removed."),
    )
    names_in_public_log = models.BooleanField(_("with the names of moderators and members"), default=False)

    class Meta:
        abstract = True

    @property
    def has_legal_identity(self) -> bool:
        """Whether people can tell who runs the forum, and reach them."""
        return bool(self.legal_name and self.legal_address and self.legal_mail)

    @property
    def legal_lines(self) -> list[str]:
        """Name, address and register, as the foot of every page shows them."""
        address = ", ".join(line.strip() for line in self.legal_address.splitlines() if line.strip())
        return [line for line in (self.legal_name, address, self.legal_register) if line]
