# codexctl hook 1: tells codexctl that something happened, and is gone. Written by codexctl setup.
param([string] $HookEvent = '')
$ErrorActionPreference = 'Stop'
if ($HookEvent -cnotmatch '\A[A-Za-z]{1,40}\z') { exit 0 }
$hints = @HINTS@
# Another hook may be writing the same hint: then it is left already.
try {
    [void] [System.IO.Directory]::CreateDirectory($hints)
    [System.IO.File]::AppendAllText([System.IO.Path]::Combine($hints, $HookEvent), "`n")
} catch { }
# Nobody else sees Codex's environment: in which trace it was started, and how much may be captured. Both
# are noted beside the turn's id; limits that are not plain words count as the strictest.
if ($HookEvent -ceq 'UserPromptSubmit') {
    $notes = @()
    if ($env:TRACEPARENT -cmatch '\A00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\z') { $notes += $env:TRACEPARENT }
    $limits = "$env:CODEXCTL_CAPTURE;$env:CODEXCTL_EXCLUDE;$env:WEAVE_CODEX_CAPTURE_CONTENT"
    if ($limits -cnotmatch '\A[A-Za-z0-9_, ]*;[A-Za-z0-9_, ]*;[A-Za-z0-9_, ]*\z') { $limits = '?;;' }
    if ($limits -cne ';;') { $notes += "capture $limits" }
    try {
        if ($notes) {
            $found = [regex]::Match([Console]::In.ReadToEnd(), '"turn_id":"([0-9a-f-]{36})"')
            foreach ($note in $notes) {
                if (-not $found.Success) { break }
                [System.IO.File]::AppendAllText(@TRACEPARENTS@, $found.Groups[1].Value + ' ' + $note + "`n")
            }
        }
    } catch { }
}
# A worker that is at it looks at the hints again after it has taken back its number: one is enough for a
# Codex home. A process that began after the number was left is another one.
$codexHome = $env:CODEX_HOME
if (-not $codexHome) { $codexHome = $env:HOME + '/.codex' }
try {
    foreach ($note in [System.IO.Directory]::GetFiles($hints, '.worker-*')) {
        $words = [System.IO.File]::ReadAllText($note).TrimEnd("`n").Split([char[]] ' ', 2)
        $number = 0
        if ($words[1] -cne ":${codexHome}:" -or -not [int]::TryParse($words[0], [ref] $number)) { continue }
        $running = $null
        try { $running = [System.Diagnostics.Process]::GetProcessById($number) } catch { continue }
        if ($running.StartTime -le [System.IO.File]::GetLastWriteTime($note)) { exit 0 }
    }
} catch { }
@ENVIRONMENT@
# By the shell, so that the worker holds none of Codex's pipes; and not in Codex's folder, which nobody
# could remove meanwhile. It runs after everybody else.
try {
    $worker = New-Object System.Diagnostics.ProcessStartInfo
    $worker.FileName = @PYTHON@
    $worker.Arguments = '-E -P -m codexctl.deliver'
    $worker.WorkingDirectory = $env:SystemRoot
    $worker.UseShellExecute = $true
    $worker.WindowStyle = 'Hidden'
    [void] [System.Diagnostics.Process]::Start($worker)
} catch { }
exit 0
