"""Message catalogues (gettext), one file a language."""
