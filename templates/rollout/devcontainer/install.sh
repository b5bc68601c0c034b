#!/bin/sh
# Run by the builder of the container, as root; options arrive as variables, in capitals.
set -eu
cd "$(dirname "$0")"
home=/opt/codexctl
if [ ! -x $home/bin/codexctl ]; then
	case ${VERSION:-latest} in
	latest) wanted=codexctl ;;
	*) wanted=codexctl==$VERSION ;;
	esac
	python3 -m venv $home
	$home/bin/pip install --no-cache-dir "$wanted"
fi
set -- --policy "$PWD/policy.toml" --yes --no-input
[ "${MANAGEDHOOKSONLY:-false}" = false ] || set -- "$@" --managed-hooks-only
$home/bin/codexctl fleet apply "$@"
