# bash: source <(sync completion bash)
_sync() {
    local line=${COMP_LINE:0:COMP_POINT}
    line="sync ${line#*[[:space:]]}"
    local words
    words=$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _sync sync
