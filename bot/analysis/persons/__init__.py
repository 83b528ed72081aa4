"""Finding the names of people in a text, step by step: words, readings, full names, bare names."""
