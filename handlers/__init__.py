"""Everything said in the chat: commands, buttons, views, languages."""
