# codexctl hook 1: tells codexctl that something happened, then exits. Written by codexctl setup.
param([string] $HookEvent = '')
$ErrorActionPreference = 'Stop'
if ($HookEvent -cnotmatch '\A[A-Za-z]{1,40}\z') { exit 0 }
$hints = @HINTS@
# If another hook is writing the same hint, that is enough.
try {
    [void] [System.IO.Directory]::CreateDirectory($hints)
    [System.IO.File]::AppendAllText([System.IO.Path]::Combine($hints, $HookEvent), "`n")
} catch { }
# Only this hook sees Codex's environment: the trace that started it, and the limits on capture. Save both
# with the turn's id. Limits that are not plain words count as the strictest.
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
# One worker per Codex home is enough: before it exits, a worker removes its note and checks the hints once
# more. A process that started after the note was written is not that worker.
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
# Start it through the shell, so that it inherits none of Codex's pipes, and outside Codex's folder, which
# could not be removed otherwise. It runs with low priority.
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
