"""Import this first, and what a script imports as `keras` is this package: ``import kerasfront.as_keras``.

Libraries that need the Keras of today go on to get it. For the API of Keras 0.3: ``import kerasfront.legacy.as_keras``.
"""

from kerasfront.compatibility import api_version, session

session.map_keras(api_version.CLASSIC)
