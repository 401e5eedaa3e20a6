from django.http import HttpResponse

from forum.member_records.warnings import acknowledge
from forum.pages.addresses import row_number
from forum.pages.requests import ForumRequest, GetResponse

READ = "warning_read"  # the boxes beside the warnings, in the form for a text too: what is typed goes along
MOST = 100


class WarningsMiddleware:
    """Notes which warnings a member says they have read, whatever else the form is for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ForumRequest) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated and request.user.warned_at:
            numbers = [row_number(sent) for sent in request.POST.getlist(READ)[:MOST]]
            if said := [number for number in numbers if number]:
                acknowledge(request.user, said)
        return self.get_response(request)
