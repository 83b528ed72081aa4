"""The store on SQLite: the only place that speaks SQL."""
