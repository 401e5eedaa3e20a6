"""I9: every attachment, member’s picture and copied picture has its files, and what posts show is noted as used."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain

from django.utils.translation import gettext as _

from accounts.models import User
from forum.attachments import files, stray_files
from forum.attachments.models import Attachment, AttachmentUse
from forum.attachments.uses import keys_in
from forum.checks import link_cards
from forum.checks.faults import EXAMPLES, Fault
from forum.checks.sampling import Look
from forum.fetching import digest_of
from forum.link_cards.models import LinkCard
from forum.markup.remote_pictures import MARK
from forum.members import avatars
from forum.posts.models import Post
from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.remote_pictures.uses import addresses_in

LOOKED_AT = 1_000  # posts, the newest, and of another range each day
# In a folder, looking is cheap; an object storage is asked over the network.
IN_FOLDER, IN_STORAGE = 100_000, 50
NOT_DELETED_FOR = timedelta(days=2)  # the worker deletes them from a disk after one


def faults(look: Look) -> Iterator[Fault]:
    most = most_asked_for()
    attachments = chain.from_iterable(look.parts(Attachment.objects.all(), most))
    yield from fault_of(
        (attachment.pk for attachment in attachments if not are_stored(attachment.stored_names())),
        "attachment.file",
        _("attachments whose file is gone"),
    )
    shown = User.objects.exclude(avatar="").values_list("pk", "avatar")
    shown_avatars = chain.from_iterable(look.parts(shown, most))
    yield from fault_of(
        (pk for pk, name in shown_avatars if not are_stored(avatars.stored_names(name))),
        "member.avatar",
        _("members whose picture is gone"),
    )
    yield from link_cards.faults(look, most)
    yield from fault_of(
        posts_without_uses(look), "attachment.use", _("posts whose files are not noted as used")
    )
    copies = chain.from_iterable(look.parts(RemotePicture.objects.copied(), most))
    yield from fault_of(
        (copy.pk for copy in copies if not are_stored([copy.stored_as])),
        "remote_picture.file",
        _("copies of pictures of other sites whose file is gone"),
    )
    yield from fault_of(
        posts_without_pictures(look),
        "remote_picture.use",
        _("posts whose pictures of other sites are not noted as used"),
    )


def note(look: Look) -> str:
    if look.is_deep:
        return ""
    kinds = (
        (Post.objects.all(), LOOKED_AT, _("the files of %(all)s posts")),
        (Attachment.objects.all(), most_asked_for(), _("%(all)s attachments")),
        (User.objects.exclude(avatar=""), most_asked_for(), _("%(all)s members’ pictures")),
        (RemotePicture.objects.copied(), most_asked_for(), _("%(all)s copied pictures")),
        (LinkCard.objects.exclude(stored_as=""), most_asked_for(), _("%(all)s pictures of cards")),
    )
    sampled = []
    for rows, most, what in kinds:
        if (many := rows.count()) > most:
            newest = _("of %(what)s those of the newest %(most)s and as many others")
            sampled.append(newest % {"what": what % {"all": f"{many:,}"}, "most": f"{most:,}"})
    return _("looked at: %s; all of them with --deep") % ", ".join(sampled) if sampled else ""


def most_asked_for() -> int:
    return IN_FOLDER if isinstance(files.storage(), files.Folder) else IN_STORAGE


def warnings() -> Iterator[Fault]:
    """The other way round: files that nothing names. They only take space."""
    if strays := list(stray_files.all_strays(NOT_DELETED_FOR)):
        what = _("files that nothing uses (manage.py stray_files deletes them)")
        yield Fault("files.stray", what, len(strays), tuple(strays[:EXAMPLES]))


def are_stored(names: Iterable[str]) -> bool:
    return all(files.storage().exists(name) for name in names)


def posts_without_uses(look: Look) -> Iterator[int]:
    for some in look.parts(Post.objects.values_list("pk", "html"), LOOKED_AT):
        html = {post_id: keys for post_id, text in some if (keys := set(keys_in(text)))}
        uses = AttachmentUse.objects.filter(post__in=html, is_current=True).values_list("post_id", "key")
        noted = set(uses)
        yield from (pk for pk, keys in html.items() if any((pk, key) not in noted for key in keys))


def posts_without_pictures(look: Look) -> Iterator[int]:
    marked = Post.objects.filter(html__contains=MARK).values_list("pk", "html")
    for some in look.parts(marked, LOOKED_AT):
        digests = {pk: {digest_of(address) for address in addresses_in(text)} for pk, text in some}
        uses = RemotePictureUse.objects.filter(post__in=digests).values_list("post_id", "picture__digest")
        noted = set(uses)
        yield from (pk for pk, each in digests.items() if any((pk, one) not in noted for one in each))


def fault_of(found: Iterable[int], code: str, what: str) -> Iterator[Fault]:
    if ids := set(found):
        yield Fault(code, what, len(ids), tuple(sorted(ids)[:EXAMPLES]))
