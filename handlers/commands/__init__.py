"""One file a command: (call, services) to reply."""
