"""Text as it is compared: folding, words, stems. Pure."""
