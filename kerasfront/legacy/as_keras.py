"""Import this first, and what a script imports as `keras` is that of 0.3: ``import kerasfront.legacy.as_keras``."""

from kerasfront.compatibility import api_version, import_mapping

import_mapping.install(import_mapping.keras(api_version.OLD))
