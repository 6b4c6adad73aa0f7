"""Run a benchmark: python -m bench [fleet | endurance] [options]."""

from importlib import import_module
import sys

BENCHES = {
    "fleet": "many homes lose the cloud together: they must not return in step",
    "endurance": "a home for a month, with trouble: nothing may grow or get lost",
    "gateway": "what the gateway for suppliers costs, beside an nginx without checks",
}
PERFORMANCE = "performance.main"


def main(arguments: list[str]) -> int:
    """Run the named simulation. Without a name, measure the performance."""
    name, options = PERFORMANCE, arguments
    if arguments and arguments[0] in BENCHES:
        name, *options = arguments
    result: int = import_module(f"bench.{name}").main(options)
    return result


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
