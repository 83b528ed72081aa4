"""Types of the lexicon, which is read by config and handed in by the app."""
