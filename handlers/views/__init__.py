"""Messages as readers see them: escaped, within Telegram's limits."""
