# Additions to the generated script:
# - segment is the default subcommand, so its files and options complete where no subcommand is typed.
# - Readline splits words at "=". --set KEY=VALUE is joined before it is completed, and a key or a format takes its value without a space.
__tessera_start() {
    local cur=${2} prev=${3} key=
    local -a words=()
    local -i cword=0 at
    for ((at = 0; at < ${#COMP_WORDS[@]}; at++)); do
        if ((at > 0)) && [[ ${COMP_WORDS[at]} == "=" || ${COMP_WORDS[at - 1]} == "=" ]]; then
            words[${#words[@]} - 1]+=${COMP_WORDS[at]}
        else
            words+=("${COMP_WORDS[at]}")
        fi
        if ((at == COMP_CWORD)); then cword=$((${#words[@]} - 1)); fi
    done
    if [[ ${COMP_WORDS[COMP_CWORD]} == "=" || ${COMP_WORDS[COMP_CWORD - 1]} == "=" ]]; then
        cur=${words[cword]} prev=${words[cword - 1]} key=${words[cword]%%=*}=
    fi
    if ((cword > 1)) || [[ ${cur} == -* ]]; then
        if ! declare -F "_tessera_${words[1]}" >/dev/null; then
            words=("${words[0]}" segment "${words[@]:1}")
            ((cword++))
        fi
    fi

    local -a COMP_WORDS=("${words[@]}")
    local -i COMP_CWORD=${cword}
    _tessera "${1}" "${cur}" "${prev}"

    if ((cword == 1)); then
        local file
        while IFS='' read -r file; do COMPREPLY+=("${file}"); done < <(compgen -f -- "${cur}")
    fi
    # Names of files are quoted, keys are not.
    case ${COMPREPLY[0]-} in
    *= | *:) compopt -o nospace +o filenames 2>/dev/null ;;
    */) if ((${#COMPREPLY[@]} == 1)); then compopt -o nospace 2>/dev/null; fi ;;
    esac
    if [[ -n ${key} ]]; then COMPREPLY=("${COMPREPLY[@]#"${key}"}"); fi
}

complete -o filenames -F __tessera_start tessera
