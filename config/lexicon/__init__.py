"""Word lists, glossary, places and public figures, as data an editor can extend."""
