#!/bin/sh
# codexctl notify 1: tells codexctl that a turn has ended, then calls the program that was set as
# notify before, with all arguments unchanged. Written by codexctl setup.
(
exec </dev/null >/dev/null 2>&1
umask 077
# If we can write to the folder but do not own it, we are root in somebody's home: do nothing.
[ -O @HINTS@ ] || [ $? = 2 ] || [ ! -w @HINTS@ ] || exit 0
echo >>@HINTS@/notify
# Save the limits on capture, as hook.sh does. Codex names the turn in the last argument.
limits="capture $CODEXCTL_CAPTURE;$CODEXCTL_EXCLUDE;$WEAVE_CODEX_CAPTURE_CONTENT"
case $limits in
'capture ;;') limits= ;;
*\;*\;*\;* | *[!A-Za-z0-9_,\;\ ]*) limits='capture ?;;' ;;
esac
if [ "$limits" ]; then
	for turn in "$@"; do :; done
	turn=${turn#*\"turn-id\":\"}
	turn=${turn%%\"*}
	case ${#turn}:$turn in
	36:*[!0-9a-f-]*) ;;
	36:*) echo "$turn $limits" >>@TRACEPARENTS@ ;;
	esac
fi
@ENVIRONMENT@
@PYTHON@ -E -P -m codexctl.deliver &
)
# Codex appends one argument. If it is the only one, there is no other program to call.
[ "$#" -gt 1 ] || exit 0
exec "$@"
