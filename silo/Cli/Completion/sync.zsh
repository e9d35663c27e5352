#compdef sync
# zsh, after compinit: source <(sync completion zsh)
_sync() {
    local line="sync ${(j: :)words[2,CURRENT]}"
    local -a found
    found=(${(f)"$(${words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)"})
    if (( $#found )); then
        compadd -- $found
    else
        _files
    fi
}
compdef _sync sync
