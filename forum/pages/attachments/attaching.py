"""Files that come with the form of a post: stored, and named in its text, which is shown again."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from forum.attachments.models import Attachment
from forum.attachments.rules import can_attach
from forum.pages.attachments.places import Place
from forum.pages.attachments.uploading import store_sent
from forum.pages.posts.forms import TextForm
from forum.refusals import Refusal


def has_files(request: HttpRequest) -> bool:
    """Whether to attach something before anything else is done with the form."""
    return "attach" in request.POST or bool(request.FILES.getlist("files"))


def attach(request: HttpRequest, member: User, form: TextForm, place: Place) -> int:
    """Store the files, and show in the form what came of it: links in its text, reasons beside it. Return the status.

    The form is neither checked nor posted: its author is to see first where their files are.
    """
    stored, refusals = [], []
    sent = request.FILES.getlist("files")
    if not can_attach(member, place):
        refusals.append((403, _("You can’t attach files here. Your text is still here.")))
        sent = []
    elif not sent:
        refusals.append((422, _("Choose a file first.")))
    for file in sent:
        try:
            stored.append(store_sent(member, file))
        except Refusal as refusal:
            refusals.append((refusal.status, f"{file.name}: {refusal}"))
    form.show_again(with_links(request.POST.get("body", ""), stored))
    form.attached_count = 0 if refusals else len(stored)
    for _status, sentence in refusals:
        form.add_error(None, sentence)
    return refusals[0][0] if refusals else 200


def with_links(body: str, attachments: Iterable[Attachment]) -> str:
    """The text with what shows the files at its end, each on a line of its own."""
    links = "\n".join(attachment.markdown for attachment in attachments)
    if not links:
        return body
    text = body.rstrip()
    return f"{text}\n\n{links}\n" if text else f"{links}\n"
