"""What the owner has set, checked before anything starts. Each refusal is one sentence that names the setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forum.environment.attachment_storage import accel_prefix, object_storage
from forum.environment.mail_settings import mail_domain_of, mail_provider, mail_server, sender
from forum.environment.public_address import PublicAddress, public_address
from forum.environment.service_urls import database, redis_url
from forum.environment.spam_services import SpamServices, spam_services
from forum.environment.values import SettingError, hook_secret, own_key, time_zone, whole_number, yes_or_no

__all__ = ["Environment", "SettingError", "own_key", "read_environment"]


@dataclass(frozen=True)
class Environment:
    address: PublicAddress
    bind: str
    port: int
    workers: int
    worker_memory: int  # megabytes; a web worker that takes more is replaced by a fresh one
    visitor_pages: int  # megabytes of memory, over all web processes, for pages that visitors get
    visitor_sessions: int  # that visitors may begin in an hour, of each of two kinds
    traffic: bool  # whether requests are counted, by kind of page and family of agents
    trusted_proxies: int
    debug: bool
    time_zone: str
    database: dict[str, Any] | None  # None: a SQLite file of the forum's own
    database_prepares: bool  # whether PostgreSQL keeps how it finds what pages ask for
    redis_url: str
    object_storage: dict[str, Any] | None  # None: attachments are in the data folder
    files_signed: bool  # readers are sent to the object storage with an address that is good for a minute
    files_x_accel: str  # where a web server sends files for the forum; empty: the forum sends them
    mail: dict[str, Any] | None  # None: mail is written to a folder
    mail_from: str
    mail_hook_secret: str
    mail_provider: str  # whose webhooks are read; empty: nobody's
    anymail: dict[str, str]  # what django-anymail has to know of it
    backups_daily: int  # how many nightly backups are kept, and how many of earlier weeks
    backups_weekly: int
    staff_need_two_factor: bool
    hsts_subdomains: bool
    hsts_preload: bool
    spam_services: SpamServices


def read_environment(values: Mapping[str, str]) -> Environment:
    """Read these variables. Raise SettingError at the first that cannot be used."""
    stripped = {name: value.strip() for name, value in values.items()}
    port = whole_number("PORT", stripped.get("PORT") or "8000", 1, 65535)
    address = public_address(stripped.get("FORUM_URL") or f"http://127.0.0.1:{port}")
    environment = Environment(
        address=address,
        bind=stripped.get("FORUM_BIND") or "127.0.0.1",
        port=port,
        workers=whole_number("FORUM_WORKERS", stripped.get("FORUM_WORKERS") or "2", 1, 64),
        worker_memory=whole_number(
            "FORUM_WORKER_MEMORY", stripped.get("FORUM_WORKER_MEMORY") or "400", 100, 1_000_000
        ),
        visitor_pages=whole_number(
            "FORUM_VISITOR_PAGES", stripped.get("FORUM_VISITOR_PAGES") or "32", 0, 100_000
        ),
        visitor_sessions=whole_number(
            "FORUM_VISITOR_SESSIONS", stripped.get("FORUM_VISITOR_SESSIONS") or "2000", 10, 1_000_000
        ),
        traffic=yes_or_no("FORUM_TRAFFIC", stripped, "on"),
        trusted_proxies=whole_number(
            "FORUM_TRUSTED_PROXIES", stripped.get("FORUM_TRUSTED_PROXIES") or "0", 0, 16
        ),
        debug=yes_or_no("DEBUG", stripped),
        time_zone=time_zone(stripped.get("FORUM_TIME_ZONE") or "UTC"),
        database=database(stripped.get("DATABASE_URL", "")),
        database_prepares=yes_or_no("DATABASE_PREPARES", stripped, "on"),
        redis_url=redis_url(stripped.get("REDIS_URL", "")),
        object_storage=object_storage(stripped.get("S3_URL", "")),
        files_signed=yes_or_no("FILES_SIGNED", stripped),
        files_x_accel=accel_prefix(stripped.get("FILES_X_ACCEL", ""), bool(stripped.get("S3_URL"))),
        mail=mail_server(stripped.get("EMAIL_URL", "")),
        mail_from=sender(stripped.get("EMAIL_FROM") or f"forum@{mail_domain_of(address)}"),
        mail_hook_secret=hook_secret(stripped.get("MAIL_HOOK_SECRET", "")),
        mail_provider=mail_provider(stripped.get("MAIL_PROVIDER", ""), stripped.get("MAIL_HOOK_SECRET", "")),
        anymail={name[8:]: value for name, value in stripped.items() if name.startswith("ANYMAIL_")},
        backups_daily=whole_number("BACKUPS_DAILY", stripped.get("BACKUPS_DAILY") or "7", 0, 365),
        backups_weekly=whole_number("BACKUPS_WEEKLY", stripped.get("BACKUPS_WEEKLY") or "4", 0, 520),
        staff_need_two_factor=yes_or_no("STAFF_NEED_TWO_FACTOR", stripped),
        hsts_subdomains=yes_or_no("HSTS_INCLUDE_SUBDOMAINS", stripped),
        hsts_preload=yes_or_no("HSTS_PRELOAD", stripped),
        spam_services=spam_services(stripped),
    )
    if environment.debug and not address.is_local:
        raise SettingError("DEBUG shows the forum’s insides to everyone. Unset it, or use a local FORUM_URL.")
    if environment.files_signed and not environment.object_storage:
        raise SettingError("FILES_SIGNED needs S3_URL: only an object storage can sign addresses.")
    if environment.hsts_preload and not (environment.hsts_subdomains and address.is_https):
        raise SettingError(
            "HSTS_PRELOAD works only with an https FORUM_URL "
            "and HSTS_INCLUDE_SUBDOMAINS=on. Set these too, or unset it."
        )
    return environment
