#!/bin/sh
# codexctl notify, retired: calls the program behind it, with every argument as it came, and does
# nothing else. Another program still names this file; codexctl uninstall deletes it once none does.
[ "$#" -gt 1 ] || exit 0
exec "$@"
