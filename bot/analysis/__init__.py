"""What an entry is about: language, relevance, people, places, topics. Pure."""
