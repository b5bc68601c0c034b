#!/bin/sh
# An extension attribute of Jamf Pro: whether the Mac is as the policy in place says.
codexctl=/opt/codexctl/bin/codexctl
# The words of your `fleet apply` beside --policy, as --service.
words=
if [ ! -x "$codexctl" ]; then
	said="not installed"
elif "$codexctl" fleet plan --check $words >/dev/null 2>&1; then
	said="as the policy says"
else
	said="drifted"
fi
echo "<result>$said</result>"
