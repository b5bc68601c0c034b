#!/bin/sh
# codexctl notify 1: tells codexctl that a turn has ended, then calls the program that stood in
# notify before, with every argument as it came. Written by codexctl setup.
(
exec </dev/null >/dev/null 2>&1
umask 077
# Whoever may write there and is not its owner is root in a person's home.
[ -O @HINTS@ ] || [ $? = 2 ] || [ ! -w @HINTS@ ] || exit 0
echo >>@HINTS@/notify
# What may be captured of the turn, as in hook.sh; Codex names the turn in its own argument, the last one.
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
# Codex appends one argument; alone it means that nobody else is to be called.
[ "$#" -gt 1 ] || exit 0
exec "$@"
