from django.db import transaction

from accounts.models import User
from forum.jobs.enqueuing import enqueue
from forum.member_exports.models import MemberExport

JOB = "member.export"


@transaction.atomic
def ask_for_export(member: User) -> MemberExport:
    """Have the worker make one; one that is being made already is enough."""
    export, is_new = MemberExport.objects.get_or_create(member=member, state=MemberExport.State.WAITING)
    if is_new:
        enqueue(JOB, key=f"{JOB}:{export.pk}", export_id=export.pk)
    return export
