"""Models in the form of Keras 2 and 3."""

from kerasfront.saving.modern.file import export_model as export_model
