"""Staff notes: what moderators tell one another about a member."""

from accounts.models import User
from forum.member_records.models import StaffNote
from forum.posts.models import Post


def write(by: User, member: User, text: str, post: Post | None = None) -> StaffNote:
    """The same note sent twice is one."""
    text = text.strip()
    newest = StaffNote.objects.filter(member=member, by=by, post=post).order_by("-pk").first()
    if newest is not None and newest.text == text:
        return newest
    return StaffNote.objects.create(member=member, by=by, text=text, post=post)


def can_remove(reader: User, note: StaffNote) -> bool:
    """Whoever wrote it, and administrators."""
    return note.by_id == reader.pk or reader.is_superuser
