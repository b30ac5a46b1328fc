# Additions to the generated script:
# - segment is the default subcommand, so its files and options complete where no subcommand is typed.
# - A key of --set and a format take their value without a space, and a folder its files.
__tessera_complete() {
    local -ar whole=("${(@)${@:#(|:*)}:#*[=:/]}")
    # The colon of a format is not the one before a description.
    local -ar unfinished=("${(@)${(@M)@:#*[=:/]}/%:/\\:}")
    local -ar empty=("${(M)@:#(|:*)}")
    _describe -V '' whole -- unfinished -S '' -- empty -P $'\'\''
}

functions[__tessera_generated]="${functions[_tessera]}"
_tessera() {
    if (( CURRENT > 2 )) || [[ "${words[CURRENT]}" = -* ]]; then
        if (( ! ${+functions[_tessera_${words[2]}]} )); then
            words=("${words[1]}" segment "${(@)words[2,-1]}")
            (( CURRENT++ ))
        fi
        __tessera_generated "${@}"
    else
        local -i found=1
        __tessera_generated "${@}" && found=0
        _files && found=0
        return "${found}"
    fi
}
