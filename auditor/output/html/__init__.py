"""Pages for people: static files that need no network, and show what repositories hold as text only."""
