# Has PowerShell's own parser read what we write for it; ends with 1 where it finds a mistake.
$ErrorActionPreference = 'Stop'
$script = [System.IO.File]::ReadAllText("$PSScriptRoot/../../templates/hook.ps1")
$script = $script.Replace('@ENVIRONMENT@', '$env:CODEXCTL_HOME = ''C:\x''') -creplace '@[A-Z]+@', '''C:\x'''
$completion = (python -m codexctl completion powershell) -join "`n"
foreach ($text in $script, $completion) {
    $mistakes = $null
    [void] [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $mistakes)
    if ($mistakes) { $mistakes | Out-String | Write-Host; exit 1 }
}
# The hook itself: it prints nothing, ends with 0 and leaves its hint, whatever becomes of the worker.
$folder = Join-Path ([System.IO.Path]::GetTempPath()) ([System.Guid]::NewGuid())
$here = $script -creplace "hints = 'C:\\x'", "hints = '$folder'" -creplace "FileName = 'C:\\x'", "FileName = '$folder\none.exe'"
[void] [System.IO.Directory]::CreateDirectory($folder)
[System.IO.File]::WriteAllText("$folder\hook.ps1", $here)
$said = powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$folder\hook.ps1" Stop 2>&1
if ($LASTEXITCODE -ne 0 -or $said -or -not [System.IO.File]::Exists("$folder\Stop")) {
    Write-Host "exit $LASTEXITCODE, said: $said"; exit 1
}
exit 0
