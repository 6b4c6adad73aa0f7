"""Runs a bench: python -m tests.bench, the name of it, and its options."""

from importlib import import_module
import sys

BENCHES = {
    "fleet": "many homes lose the cloud together: they must not return in step",
    "endurance": "a home for a month, with trouble: nothing may grow or get lost",
}


def main(arguments: list[str]) -> int:
    """Run the bench that is named, or list what there is."""
    match arguments:
        case [name, *options] if name in BENCHES:
            result: int = import_module(f"tests.bench.{name}").main(options)
            return result
    lines = [f"  {name:<11}{what}\n" for name, what in BENCHES.items()]
    sys.stdout.write("".join(["scripts/bench NAME [--help]\n", *lines]))
    return 2 if arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
