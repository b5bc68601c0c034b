#!/bin/sh
# codexctl plugin hook 1: runs the hook script that `codexctl setup` wrote, and does nothing without one.
trap 'exit 0' EXIT
exec >/dev/null 2>&1
# Where setup writes it: where the person moved it, else the system's folder for programs' data.
case $CODEXCTL_HOME in
'') set -- "$1" "${XDG_DATA_HOME:-$HOME/.local/share}/codexctl" "$HOME/Library/Application Support/codexctl" ;;
'~/'*) set -- "$1" "$HOME/${CODEXCTL_HOME#??}" ;;
*) set -- "$1" "$CODEXCTL_HOME" ;;
esac
for folder in "$2" "$3"; do
	# What is somebody else's is not run, nor is a pipe in its place, which would never end.
	if [ -f "$folder/hook.sh" ] && [ -O "$folder/hook.sh" ]; then
		set -- "$1"
		. "$folder/hook.sh"
	fi
done
exit 0
