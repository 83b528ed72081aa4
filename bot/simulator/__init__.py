"""A local Bot API and a chat page to talk to the bot without Telegram."""
