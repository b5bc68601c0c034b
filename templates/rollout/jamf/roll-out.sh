#!/bin/sh
# A script of Jamf Pro: $4 is a copy of the policy on the Mac (a package of yours brings it), or
# `absent` to take everything back. The profile comes from: codexctl policy render mdm
set -eu
codexctl=/opt/codexctl/bin/codexctl
policy=${4:?"name the policy in parameter 4"}
if [ "$policy" = absent ]; then
	exec "$codexctl" fleet remove --yes --no-input
fi
exec "$codexctl" fleet apply --policy "$policy" --yes --no-input
