"""Owners and access lists on Windows, read from the system; `acl` says what they mean.

None of this was run on Windows yet (docs/systems.md).
"""

from __future__ import annotations

import sys
from pathlib import Path

assert sys.platform == "win32"  # noqa: S101 - tells the type checker to pass over the rest elsewhere

import ctypes  # noqa: E402 - after the line above
from ctypes import wintypes  # noqa: E402

# accctrl.h, winnt.h
_FILE_OBJECT, _OWNER_AND_LIST, _REVISION = 1, 0x1 | 0x4, 1
_TOKEN_QUERY, _TOKEN_USER = 0x8, 1
_POINTER = ctypes.POINTER(ctypes.c_void_p)
_TEXT = ctypes.POINTER(wintypes.LPWSTR)


def access_of(path: Path) -> str:
    """A file's owner and access list as text (SDDL). Raises OSError."""
    security, descriptor = _security(), ctypes.c_void_p()
    what = (str(path), _FILE_OBJECT, _OWNER_AND_LIST)
    if code := security.GetNamedSecurityInfoW(
        *what, None, None, None, None, ctypes.byref(descriptor)
    ):
        raise ctypes.WinError(code)
    try:
        text = wintypes.LPWSTR()
        said = security.ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor, _REVISION, _OWNER_AND_LIST, ctypes.byref(text), None
        )
        return _taken(text, said)
    finally:
        _free(descriptor)


def own_sid() -> str:
    """Whom this process runs as, as access lists name them. Raises OSError."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    security, token = _security(), wintypes.HANDLE()
    if not security.OpenProcessToken(kernel.GetCurrentProcess(), _TOKEN_QUERY, ctypes.byref(token)):
        raise ctypes.WinError(ctypes.get_last_error())
    try:
        size = wintypes.DWORD(1024)  # a SID has 68 bytes at most
        user = ctypes.create_string_buffer(size.value)
        if not security.GetTokenInformation(
            token, _TOKEN_USER, user, size.value, ctypes.byref(size)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        text = wintypes.LPWSTR()
        sid = ctypes.c_void_p.from_buffer(user)  # TOKEN_USER begins with a pointer to it
        return _taken(text, security.ConvertSidToStringSidW(sid, ctypes.byref(text)))
    finally:
        kernel.CloseHandle(token)


def _taken(text: wintypes.LPWSTR, said: int) -> str:
    """A text that the system has made, which is ours to free."""
    if not said:
        raise ctypes.WinError(ctypes.get_last_error())
    found = text.value or ""
    _free(ctypes.cast(text, ctypes.c_void_p))
    return found


def _free(memory: ctypes.c_void_p) -> None:
    kernel = ctypes.WinDLL("kernel32")
    kernel.LocalFree.argtypes, kernel.LocalFree.restype = (ctypes.c_void_p,), ctypes.c_void_p
    kernel.LocalFree(memory)


def _security() -> ctypes.WinDLL:
    """The library of access lists, with the types of its calls."""
    found = ctypes.WinDLL("advapi32", use_last_error=True)
    found.GetNamedSecurityInfoW.argtypes = (
        *(wintypes.LPCWSTR, ctypes.c_int, wintypes.DWORD),
        *(ctypes.c_void_p,) * 4,
        _POINTER,
    )
    found.ConvertSecurityDescriptorToStringSecurityDescriptorW.argtypes = (
        *(ctypes.c_void_p, wintypes.DWORD, wintypes.DWORD),
        *(_TEXT, ctypes.c_void_p),
    )
    found.OpenProcessToken.argtypes = (
        *(wintypes.HANDLE, wintypes.DWORD),
        ctypes.POINTER(wintypes.HANDLE),
    )
    found.GetTokenInformation.argtypes = (
        *(wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD),
        ctypes.POINTER(wintypes.DWORD),
    )
    found.ConvertSidToStringSidW.argtypes = (ctypes.c_void_p, _TEXT)
    return found
