"""Why the system refused a file, in words that can be translated."""

import errno
import os

import pytest

from kdeck.core.errors import reason_of
from kdeck.core.message import Message


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EROFS])
def test_what_often_happens_is_told_in_words_of_ours(number: int) -> None:
    reason = reason_of(OSError(number, os.strerror(number), "/x"))
    assert isinstance(reason, Message)
    assert str(reason)


def test_what_is_not_known_is_told_in_one_harmless_line() -> None:
    assert reason_of(OSError(errno.EPIPE, "Broken\npipe\x1b[2J")) == "Broken pipe\ufffd[2J"
    assert reason_of(ValueError("embedded null byte")) == "embedded null byte"
    assert reason_of(OSError()) == "OSError"
