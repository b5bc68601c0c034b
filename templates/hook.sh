#!/bin/sh
# codexctl hook 1: tells codexctl that something happened, then exits. Written by codexctl setup.
trap 'exit 0' EXIT
exec >/dev/null 2>&1
umask 077
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
# If we can write to the folder but do not own it, we are root in somebody's home: leave nothing there.
# (Code 2: this shell does not know -O.)
[ -O @HINTS@ ] || [ $? = 2 ] || [ ! -w @HINTS@ ] || [ "$(command -p id -u)" != 0 ] || exit 0
# Write only to a regular file: a pipe in its place would block Codex forever.
if [ -f @HINTS@/"$1" ] || [ ! -e @HINTS@/"$1" ]; then
	echo >>@HINTS@/"$1" || { command -p mkdir -p @HINTS@ && echo >>@HINTS@/"$1"; }
fi
# Only this hook sees Codex's environment: the trace that started it, and the limits on capture. Save
# both with the turn's id. Limits that are not plain words count as the strictest.
if [ "$1" = UserPromptSubmit ]; then
	parent= turn= limits="capture $CODEXCTL_CAPTURE;$CODEXCTL_EXCLUDE;$WEAVE_CODEX_CAPTURE_CONTENT"
	case ${#TRACEPARENT}:$TRACEPARENT in
	55:00-*[!0-9a-f-]*) ;;
	55:00-*) parent=$TRACEPARENT ;;
	esac
	case $limits in
	'capture ;;') limits= ;;
	*\;*\;*\;* | *[!A-Za-z0-9_,\;\ ]*) limits='capture ?;;' ;;
	esac
	[ "$parent$limits" ] &&
		turn=$(LC_ALL=C command -p sed -n 's/.*"turn_id":"\([0-9a-f-]\{36\}\)".*/\1/p')
	for note in "$parent" "$limits"; do
		[ "$turn" ] && [ "$note" ] && echo "$turn $note" >>@TRACEPARENTS@
	done
fi
exec </dev/null
# One worker per Codex home is enough: before it exits, a worker removes its note and checks the hints
# once more. If /proc does not show the process, or the shell cannot read the home's name as it is, start
# another worker, which checks for itself.
at_work() {
	for note in @HINTS@/.worker-*; do
		worker= home= running=
		[ -f "$note" ] && read -r worker home <"$note"
		[ "$home" = ":${CODEX_HOME:-$HOME/.codex}:" ] || continue
		case $worker in '' | *[!0-9]*) continue ;; esac
		read -r running <"/proc/$worker/cmdline"
		case $running in *codexctl.deliver*) return 0 ;; esac
	done
	return 1
}
at_work && exit 0
@ENVIRONMENT@
# Codex needs the processor while a turn begins or ends: start the worker a moment later.
case $1 in UserPromptSubmit) pause=2 ;; *) pause=0.1 ;; esac
(
trap '' HUP
command -p sleep "$pause"
at_work && exit
@PYTHON@ -E -P -m codexctl.deliver &
) &
exit 0
