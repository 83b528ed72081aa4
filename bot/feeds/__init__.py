"""Polling: fetch, parse, schedule, and the judgement of what is new."""
