"""Others' word on a plan: the administrator's before it is applied, Codex's before and after."""
