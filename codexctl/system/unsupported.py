"""What a system answers that has a call, but not for this file system."""

from __future__ import annotations

import errno

UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})
