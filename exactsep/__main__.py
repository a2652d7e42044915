"""`python -m exactsep` is the command `exactsep`."""

from __future__ import annotations

import sys

from exactsep.cli import main

if __name__ == "__main__":
    sys.exit(main())
