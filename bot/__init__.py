"""The machine: feeds, analysis, delivery, the simulator, and the place where they are put together."""
