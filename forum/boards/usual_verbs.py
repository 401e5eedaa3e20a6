"""What people usually may do together on a board."""

READING = ["see"]
ANSWERING = [*READING, "reply", "react", "attach"]
WRITING = [*ANSWERING, "start", "poll"]
MODERATING = [*WRITING, "skip_approval", "moderate"]
