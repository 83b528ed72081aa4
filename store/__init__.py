"""What the bot knows and how it is found again. Imports nothing of ours, no Telegram and no HTTP."""
