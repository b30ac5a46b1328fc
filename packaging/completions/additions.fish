# Additions to the generated script: segment is the default subcommand, so its files and options complete where no subcommand
# is typed.
functions -c __tessera_tokens __tessera_typed_tokens
function __tessera_tokens
    set -l tokens (__tessera_typed_tokens $argv)
    if test (count $tokens) -ge 2; and not contains -- $tokens[2] $__tessera_subcommands
        set tokens $tokens[1] segment $tokens[2..]
    else if test (count $tokens) -eq 1; and contains -- -pc $argv; and string match -q -- '-*' (commandline -ct)
        set -a tokens segment
    end
    string join \n -- $tokens
end
complete -c 'tessera' -n '__tessera_should_offer_completions_for_positional "tessera" -eq 1' -F
