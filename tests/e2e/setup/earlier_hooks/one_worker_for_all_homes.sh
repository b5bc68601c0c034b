#!/bin/sh
# codexctl hook 1: tells codexctl that something happened, and is gone. Written by codexctl setup.
trap 'exit 0' EXIT
exec >/dev/null 2>&1
umask 077
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
# Whoever may write there and is not its owner is root in a person's home, and leaves nothing in it.
# (2 says that a shell does not know the question.)
[ -O @HINTS@ ] || [ $? = 2 ] || [ ! -w @HINTS@ ] || [ "$(command -p id -u)" != 0 ] || exit 0
# Only a file is written to: a pipe in its place would have Codex wait for ever.
if [ -f @HINTS@/"$1" ] || [ ! -e @HINTS@/"$1" ]; then
	echo >>@HINTS@/"$1" || { command -p mkdir -p @HINTS@ && echo >>@HINTS@/"$1"; }
fi
# Nobody else can tell in which trace Codex was started: the turn's id is noted down beside it.
case $1:${#TRACEPARENT}:$TRACEPARENT in
UserPromptSubmit:55:00-*[!0-9a-f-]*) ;;
UserPromptSubmit:55:00-*)
	turn=$(LC_ALL=C command -p sed -n 's/.*"turn_id":"\([0-9a-f-]\{36\}\)".*/\1/p')
	[ "$turn" ] && echo "$turn $TRACEPARENT" >>@TRACEPARENTS@
	;;
esac
exec </dev/null
# A worker that is at it looks at the hints again after it has taken back its number: one is enough.
# Where the system does not show what a number stands for, another worker comes and looks for itself.
at_work() {
	worker= running=
	[ -f @HINTS@/.worker ] && read -r worker <@HINTS@/.worker
	case $worker in '' | *[!0-9]*) return 1 ;; esac
	read -r running <"/proc/$worker/cmdline"
	case $running in *codexctl.deliver*) return 0 ;; esac
	return 1
}
at_work && exit 0
@ENVIRONMENT@
# Codex has better use for the processor while a turn begins or ends: the worker starts when it is done.
case $1 in UserPromptSubmit) pause=2 ;; *) pause=0.1 ;; esac
(
trap '' HUP
command -p sleep "$pause"
at_work && exit
@PYTHON@ -E -P -m codexctl.deliver &
) &
exit 0
