#!/bin/sh
# Builds codexctl-policy_VERSION_all.deb: a policy, and what has codexctl roll it out and take it back.
#
#   ./build.sh POLICY VERSION [FOLDER]
#
# The files in /etc are not the package's own: requirements.toml may have other authors too, and dpkg
# lets a file belong to one package alone. codexctl merges, and takes back what it has merged.
set -eu
policy=$1 version=$2 out=${3:-.}
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
install -D -m 0644 "$policy" "$tree/usr/share/codexctl-policy/policy.toml"
install -d -m 0755 "$tree/DEBIAN"
sed "s/@VERSION@/$version/" "$here/control" >"$tree/DEBIAN/control"
for script in postinst prerm; do
	install -m 0755 "$here/$script" "$tree/DEBIAN/$script"
done
dpkg-deb --root-owner-group --build "$tree" "$out/codexctl-policy_${version}_all.deb"
