"""Emptying the outbox: limiter, courier, outcomes."""
