"""Import this first, and what a script imports as `keras` is that of 0.3: ``import kerasfront.legacy.as_keras``."""

from kerasfront.compatibility import api_version, session

session.map_keras(api_version.OLD)
