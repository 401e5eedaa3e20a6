"""The forum's environment as tests want it: nothing from the developer's shell or `.env` decides a result."""

PLAIN = {
    "BACKUPS_DAILY": "0",
    "BACKUPS_WEEKLY": "0",
    "DEBUG": "0",
    "EMAIL_FROM": "forum@localhost",
    "EMAIL_URL": "",
    "FORUM_BIND": "127.0.0.1",
    "FORUM_TIME_ZONE": "UTC",
    "FORUM_TRUSTED_PROXIES": "0",
    "FORUM_URL": "http://127.0.0.1:8000",
    "FORUM_WORKERS": "2",
    "FORUM_WORKER_MEMORY": "300",
    "HSTS_INCLUDE_SUBDOMAINS": "0",
    "HSTS_PRELOAD": "0",
    "MAIL_HOOK_SECRET": "",
    "MAIL_PROVIDER": "",
    "PORT": "8000",
    "REDIS_URL": "",
    "SECRET_KEY": "",
    "STAFF_NEED_TWO_FACTOR": "0",
}
