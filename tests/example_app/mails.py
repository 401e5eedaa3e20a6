from forum.mail.composing import MailContent, plain_content
from forum.mail.send_checks import NotSent, require_reachable
from forum.notifications.models import Delivery
from forum.site.models import SiteSettings


def compose_invitation(delivery: Delivery, site: SiteSettings) -> MailContent:
    require_reachable(delivery)
    if delivery.detail.get("is_withdrawn"):
        raise NotSent("It is withdrawn.")
    text = f"Come and see us.\n\nVisit {site.name}:\nhttp://127.0.0.1:8000/latest/"
    return plain_content(f"An invitation to {site.name}", text, has_unsubscribe=False)
