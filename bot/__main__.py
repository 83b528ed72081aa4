"""`python -m bot` is `jarchy`."""

from bot.cli import main

main()
