"""Who may sign up: what judges a sign-up, the rules on mail domains, and the owner's question."""
