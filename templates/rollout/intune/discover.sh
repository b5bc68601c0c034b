#!/bin/sh
# The discovery script of a custom compliance policy of Intune for Linux; rules: compliance.json
codexctl=/opt/codexctl/bin/codexctl
# The words of your `fleet apply` beside --policy, as --service.
words=
installed=false as_the_policy_says=false everybody=false
if [ -x "$codexctl" ]; then
	installed=true
	! "$codexctl" fleet plan --check $words >/dev/null 2>&1 || as_the_policy_says=true
	! "$codexctl" fleet verify >/dev/null 2>&1 || everybody=true
fi
printf '{"CodexctlInstalled": %s, "CodexctlAsThePolicySays": %s, "CodexctlHoldsForEverybody": %s}\n' \
	$installed $as_the_policy_says $everybody
