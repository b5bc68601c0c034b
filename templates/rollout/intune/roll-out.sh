#!/bin/sh
# A shell script of Intune, run as root. Put your policy between the two marks.
set -eu
/opt/codexctl/bin/codexctl fleet apply --policy - --yes --no-input <<'END_OF_POLICY'
version = 1

[capture]
max = "metadata"
END_OF_POLICY
