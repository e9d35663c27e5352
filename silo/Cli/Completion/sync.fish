# fish: sync completion fish > ~/.config/fish/completions/sync.fish
function __sync_complete
    set -l command (commandline -opc)[1]
    set -l line (commandline -cp | string replace -r '^\s*\S+' sync)
    $command "[suggest:"(string length -- $line)"]" $line 2>/dev/null
end
complete -c sync -f -a '(__sync_complete)'
complete -c sync -l output -r -F
