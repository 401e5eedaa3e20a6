from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from forum.notices.waiting import event_waits, mail_waits


@never_cache
def alive(request):
    """The process answers. It asks nothing of the database: a restart would not mend that."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request):
    """The database answers and has the tables this code expects."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        ages = "" if waiting else told_ages()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations are waiting\n", status=503, content_type="text/plain")
    return HttpResponse(f"ready\n{ages}", content_type="text/plain")


def told_ages() -> str:
    """How long the oldest event and the oldest mail have waited: a worker that is behind is seen from outside."""
    ages = {"an event waits": event_waits(), "mail waits": mail_waits()}
    return "".join(f"{what}: {int(age.total_seconds()) if age else 0} s\n" for what, age in ages.items())
