"""How things look in the chat: values to messages."""
