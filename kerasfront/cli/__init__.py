"""The `kerasfront` command."""

from kerasfront.cli.main import main as main
