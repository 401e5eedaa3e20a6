from django.http import HttpResponse

from forum.pages.requests import ForumRequest, GetResponse

# What members' texts are answered in, beside copies; none of these is made without the forum's settings.
TEXTS = ("text/html", "application/atom+xml")


class TrainingMiddleware:
    """Says with each text whether it may be used to train models, as the TDM Reservation Protocol has it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ForumRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        is_copy = match is not None and match.url_name == "topic-copy"
        is_text = response.headers.get("Content-Type", "").startswith(TEXTS)
        if response.status_code == 200 and (is_text or is_copy):
            response.headers["tdm-reservation"] = "0" if request.site_settings.may_train_models else "1"
        return response
