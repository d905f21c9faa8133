# fish completion for fk: what there is to complete, fk itself tells. Without a candidate fish offers files.
complete -c fk -a '(set -l words (commandline -opc) (commandline -ct); $words[1] __complete $words[2..-1] 2>/dev/null)'
