"""``python -m kerasfront``: the command `kerasfront`, also where its folder is not on the path."""

import sys

from kerasfront.cli import main

if __name__ == "__main__":
    sys.exit(main())
