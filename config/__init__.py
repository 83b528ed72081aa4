"""What an operator, an editor or a translator changes. Reads its own files and gives plain tables."""
