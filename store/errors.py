"""Errors of the store that a caller or an operator can do something about.

StoreError
├── DatabaseUnavailable   cannot be opened or written (folder, rights, disk, lock)
├── NewerDatabase         the file was written by a newer version
├── DatabaseInUse         another process runs the bot on it
└── BackupFailed          a backup cannot be made, or cannot be used
"""


class StoreError(Exception):
    """Says in one line what is wrong and how to mend it."""


class DatabaseUnavailable(StoreError):
    pass


class NewerDatabase(StoreError):
    pass


class DatabaseInUse(StoreError):
    pass


class BackupFailed(StoreError):
    pass
