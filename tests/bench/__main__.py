"""`make bench`: quality and speed, beside the named peers, on this machine. `make bench PART=search` runs one part."""

import importlib.util
import subprocess
import sys

PARTS = ("terms", "persons", "names", "incidents", "search", "feeds", "delivery", "answers", "fanout", "day")


def main(wanted: list[str]) -> int:
    """Run the parts one after the other, each in a process of its own; gives the number of those that failed."""
    failed = 0
    for part in wanted or PARTS:
        if part not in PARTS:
            print(f"no such part: {part}; there are {', '.join(PARTS)}")  # noqa: T201 (a bench prints)
            return 1
        print(f"\n=== {part} ===", flush=True)  # noqa: T201 (as above)
        if importlib.util.find_spec(f"tests.bench.{part}"):
            failed += subprocess.run([sys.executable, "-m", f"tests.bench.{part}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
