"""Run the demo: python -m tools.demo."""

from tools.demo.demo import main

if __name__ == "__main__":
    raise SystemExit(main())
