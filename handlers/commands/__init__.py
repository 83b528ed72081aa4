"""One file a command: a call and the services in, a reply out."""
