"""Import this first, and what a script imports as `keras` is that of 0.3: ``import kerasfront.legacy.as_keras``."""

from kerasfront.compatibility import import_mapping

import_mapping.install(import_mapping.keras("0.3"))
