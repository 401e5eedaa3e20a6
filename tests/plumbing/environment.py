"""The forum's environment as tests want it: nothing from the developer's shell or `.env` decides a result."""

import os

# Whether what this machine lacks fails the tests instead of skipping some.
WANTS_ALL = os.environ.get("CI", "").lower() == "true" or os.environ.get("FORUM_TESTS_REQUIRE_ALL") == "1"

PLAIN = {
    "AKISMET_KEY": "",
    "BACKUPS_DAILY": "0",
    "BACKUPS_WEEKLY": "0",
    "CAPTCHA": "",
    "DATABASE_PREPARES": "on",
    "DEBUG": "0",
    "EMAIL_FROM": "forum@localhost",
    "EMAIL_URL": "",
    "FILES_SIGNED": "0",
    "FILES_X_ACCEL": "",
    "FORUM_BIND": "127.0.0.1",
    "FORUM_TIME_ZONE": "UTC",
    "FORUM_TRUSTED_PROXIES": "0",
    "FORUM_URL": "http://127.0.0.1:8000",
    "FORUM_VISITOR_PAGES": "32",
    "FORUM_VISITOR_SESSIONS": "2000",
    "FORUM_TRAFFIC": "on",
    "FORUM_WORKERS": "2",
    "FORUM_WORKER_MEMORY": "400",
    "HSTS_INCLUDE_SUBDOMAINS": "0",
    "HSTS_PRELOAD": "0",
    "MAIL_HOOK_SECRET": "",
    "MAIL_PROVIDER": "",
    "PORT": "8000",
    "REDIS_URL": "",
    "S3_URL": "",
    "SECRET_KEY": "",
    "STAFF_NEED_TWO_FACTOR": "0",
    "STOPFORUMSPAM": "0",
}
