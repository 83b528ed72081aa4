"""Names of people: keys, matching, linking. Pure."""
