#!/bin/sh
# codexctl hook 1: tells codexctl that something happened, and is gone. Written by codexctl setup.
trap 'exit 0' EXIT
exec </dev/null >/dev/null 2>&1
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
umask 077
# `true`, not `:`, because a redirection that fails ends the shell at a special built-in.
true >@HINTS@/"$1"
@ENVIRONMENT@
@PYTHON@ -E -P -m codexctl.deliver &
exit 0
