"""The lock of the graph in a forked process; tests/backend/test_forks.py forks one."""

import pytest

from kerasfront.errors import BackendError


def test_a_forked_process_is_told_to_spawn(on_tensorflow, monkeypatch):
    from kerasfront_tensorflow.execution import lock

    with monkeypatch.context() as patched:
        patched.setattr(lock, "LOCK", lock.LOCK)  # put back afterwards
        lock._replace_lock()
        with pytest.raises(BackendError, match="forked.*get_context\\('spawn'\\)"), lock.LOCK:
            pass


def test_a_thread_may_take_the_lock_again(on_tensorflow):
    from kerasfront_tensorflow.execution import lock

    with lock.LOCK, lock.LOCK:
        assert lock.LOCK.acquire(blocking=False)
        lock.LOCK.release()
