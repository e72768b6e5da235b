"""The logs of each epoch sent to a web server."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
import warnings
from collections.abc import Mapping

from kerasfront.callbacks.base import Callback, Logs


class RemoteMonitor(Callback):
    """Post the logs of each epoch as a form with one field, a JSON object that also has 'epoch'.

    Parameters
    ----------
    root, path : str
        Of the address. A server that cannot be reached gives a warning; training goes on.
    field : str
        Name of the field of the form.
    headers : mapping, optional
        Of the request.

    Examples
    --------
    >>> from kerasfront.callbacks import RemoteMonitor
    >>> monitor = RemoteMonitor(root="http://localhost:9000")  # for model.fit(callbacks=[monitor])
    """

    writes = True

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.root = root
        self.path = path
        self.field = field
        self.headers = dict(headers or {"Accept": "application/json"})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Post the logs of the epoch."""
        message = {"epoch": epoch, **{name: float(value) for name, value in (logs or {}).items()}}
        form = urllib.parse.urlencode({self.field: json.dumps(message)}).encode()
        request = urllib.request.Request(self.root + self.path, form, self.headers)
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except (urllib.error.URLError, OSError) as error:
            warnings.warn(f"RemoteMonitor could not reach {self.root}: {error}", stacklevel=2)
