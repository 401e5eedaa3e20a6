from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.notifications.kinds import Kind
from forum.notifications.subjects import Link, Subject


def link_to_export(subject: Subject, reader: User) -> Link:
    return Link(reverse("my-data"), _("Download it"))


READY = Kind(
    "export",
    72,
    label=gettext_lazy("A copy of my data is ready to download"),
    text=gettext_lazy("Your data is ready to download. The file is kept for 7 days"),
    why=gettext_lazy("You’re receiving this because you asked for a copy of your data."),
    emails_on=gettext_lazy("Emails about copies of your data are on."),
    emails_off=gettext_lazy("Emails about copies of your data are off."),
    link=link_to_export,
    has_post=False,
)
