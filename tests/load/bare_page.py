"""What the bare servers send, and the barest of them: a WSGI application without Django."""

SIZE = 30 * 1024
PAGE = b"x" * SIZE
HEAD = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(SIZE))]


def application(_environ, start_response):
    start_response("200 OK", HEAD)
    return [PAGE]
